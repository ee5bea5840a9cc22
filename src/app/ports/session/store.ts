import type { SignalReading } from '../../../domain/phases/signal/signal.ts';
import type { Ledger } from '../../../domain/session/ledger.ts';
import type { MaterialTexts } from '../../../domain/session/materials.ts';
import type { OwnFields } from '../../../domain/session/overview/edit-overview.ts';
import type { Row } from '../../../domain/session/row.ts';
import type { Inbox } from './inbox.ts';
import type { SealedRecord, UnknownRows } from './record.ts';
import type {
  LogFiles,
  Materials,
  OverviewFile,
  PromisedFiles,
  QuestionsFile,
} from './session-files.ts';
import type { RunState } from './state.ts';

/** One session's folder. Synchronous: each call is microseconds, and the order is what matters.
 * Disk errors are thrown as they are; the program ends with 74. */
export interface SessionStore {
  readonly path: string;
  readonly folder: string;
  readonly inbox: Inbox;
  readonly record: SealedRecord;
  /** The ledger of the history, with the rows appended since the last call. */
  ledger(): Ledger;
  overview(): OverviewFile;
  questions(): QuestionsFile | undefined;
  writeQuestions(text: string): void;
  state(): RunState;
  /** Durable when it returns. */
  saveState(state: RunState): void;
  /**
   * Changes `state()` now; the next `flushState` writes it, and the next `saveState` replaces it.
   * Only for a change that a look would repair, and only while no command may write.
   */
  deferState(state: RunState): void;
  /** Writes a deferred state, if there is one; durable when it returns. */
  flushState(): void;
  /** Replaces the signal file, or any other entry at its path, with `{}`. */
  clearSignal(): void;
  /** Which file the signal is now. */
  signalIdentity(): string | undefined;
  readSignal(): SignalReading;
  /** Appended with one write, durable when it returns. Returns the history folded with it. */
  append(row: Row): Ledger;
  /** Rows of another program, reported once; none for a reader. */
  unknownRows(): UnknownRows;
  /** Makes the overview say so; does nothing when there is none and `create` is not set. */
  settle(own: OwnFields, create?: boolean): void;
  /** Changes whenever a file of the session does; cheap, from names and times only. */
  fingerprint(): string;
  /** Hash of the files that people and agents wrote into the session. */
  baseline(): string;
  /**
   * Names, sizes and times of the files that agents left in the session; one hash if there are
   * many.
   */
  artefacts(): string;
  planFiles(): { readonly files: readonly string[]; readonly hash: string };
  /** The plan files that can be shown to a person. */
  planTexts(): readonly { readonly name: string; readonly text: string }[];
  /** Hash of the plan files with each checkbox empty. */
  planOutline(): string;
  /**
   * What phases promise; reports and reviews that were changed at `since` or later, and the last ones
   * that were changed at `approved` or later (epoch milliseconds).
   */
  promisedFiles(since: number, approved?: number): PromisedFiles;
  materials(): Materials;
  /** The whole of each text that `keepMaterials` kept; a text that cannot be read is left out. */
  keptTexts(): MaterialTexts;
  keepMaterials(texts: MaterialTexts): void;
  /** Returns unused paths. */
  newLog(stem: string): LogFiles;
  /** Returns the file's time: a later change has the same time or a later one. */
  writePrompt(log: LogFiles, prompt: string): number;
  /** When the last agent's log was written last, epoch milliseconds; undefined: there is no log. */
  lastLogMs(): number | undefined;
  /**
   * The other sessions in the same SESSIONS whose agent was at work, in no sandbox, when a file of this one
   * changed last, or at a time (epoch milliseconds).
   */
  otherAgents(changed: '_overview.md' | '_qa.md' | number): readonly string[];
  /** The last 8 KiB of a file in `_logs/`. */
  logTail(name: string): string;
  /**
   * The first 64 KiB and the last MiB of a file in `_logs/`, extended to the start of its line; a
   * CLI reports its identity and cost there.
   */
  logEnds(name: string): string;
}

/** The part of a store that reads the state of a session. */
export type SessionReader = Pick<
  SessionStore,
  | 'path'
  | 'folder'
  | 'ledger'
  | 'overview'
  | 'questions'
  | 'planTexts'
  | 'state'
  | 'baseline'
  | 'readSignal'
  | 'signalIdentity'
> & { readonly inbox: Pick<Inbox, 'read'> };
