import type { Ledger } from '../../domain/session/ledger.ts';
import type { MaterialTexts } from '../../domain/session/materials.ts';
import type { OwnFields } from '../../domain/session/overview.ts';
import type { Row } from '../../domain/session/row.ts';
import type { SignalReading } from '../../domain/phases/signal.ts';
import type { Inbox } from '../telegram/inbox-files.ts';
import type { SealedRecord, UnknownRows } from './record.ts';
import type { RunState } from './state.ts';
import type { OverviewFile, QuestionsFile, Materials, LogFiles } from './session-files.ts';

/** One session's folder. Synchronous: each call is microseconds, and the order is what matters.
 * Disk errors are thrown as they are; the program ends with 74. */
export interface SessionStore {
  readonly path: string;
  readonly folder: string;
  readonly inbox: Inbox;
  readonly record: SealedRecord;
  /** The history folded, with whatever was appended since the last call. */
  ledger(): Ledger;
  overview(): OverviewFile;
  questions(): QuestionsFile | undefined;
  writeQuestions(text: string): void;
  state(): RunState;
  /** Durable when it returns. */
  saveState(state: RunState): void;
  /** Holds for `state()`, and is written with the next `flushState`, or made needless by the next
   * `saveState`: only for what a look would mend, and only while no command may write. */
  deferState(state: RunState): void;
  /** Writes what was deferred, if anything was; durable when it returns. */
  flushState(): void;
  /** Whatever stands in the signal's place becomes a file that holds `{}`. */
  clearSignal(): void;
  /** Which file the signal is now. */
  signalIdentity(): string | undefined;
  readSignal(): SignalReading;
  /** Appended with one write, durable when it returns. Returns the history folded with it. */
  append(row: Row): Ledger;
  /** Rows of somebody else, told once; none for a reader. */
  unknownRows(): UnknownRows;
  /** Makes the overview say so; does nothing when there is none and `create` is not set. */
  settle(own: OwnFields, create?: boolean): void;
  /** Changes whenever a file of the session does; cheap, from names and times only. */
  fingerprint(): string;
  /** Hash of what people and agents wrote into the session. */
  baseline(): string;
  /** Names, sizes and times of what agents left in the session; many of them in one hash. */
  artefacts(): string;
  planFiles(): { readonly files: readonly string[]; readonly hash: string };
  /** Hash of the plan files with each box empty. */
  planOutline(): string;
  materials(): Materials;
  /** The whole of each text that `keepMaterials` kept; a text that cannot be read is left out. */
  keptTexts(): MaterialTexts;
  keepMaterials(texts: MaterialTexts): void;
  /** Paths nobody has used yet. */
  newLog(stem: string): LogFiles;
  /** Returns the file's time: what is changed from then on has a later one, or the same. */
  writePrompt(log: LogFiles, prompt: string): number;
  /** When the last agent's log was written last, epoch milliseconds; undefined: there is no log. */
  lastLogMs(): number | undefined;
  /** The last 8 KiB of a file in `_logs/`. */
  logTail(name: string): string;
  /** The first 64 KiB and the last MiB of a file in `_logs/`, the latter with the whole of the line it begins
   * in, where a CLI says who it is and what it cost. */
  logEnds(name: string): string;
}

/** What it takes to see how a session stands; nothing here writes. */
export type SessionReader = Pick<
  SessionStore,
  | 'path'
  | 'folder'
  | 'ledger'
  | 'overview'
  | 'questions'
  | 'state'
  | 'baseline'
  | 'readSignal'
  | 'signalIdentity'
>;
