import type { Provider } from '../../domain/provider/agent.ts';
import type { FolderTrouble } from '../../domain/provider/cli-folders.ts';
import type { SettingsPrint } from '../../domain/settings/changed-settings.ts';
import type { Config } from '../../domain/settings/config.ts';
import type { EndSignal, RunEvent } from '../../domain/run/event.ts';
import type { Phone } from '../ports/inbox.ts';
import type { LimitBook, SpendBook } from '../ports/books.ts';
import type { Sandbox } from '../workspace/sandbox.ts';
import type { Opening } from './settle.ts';
import type { Clock } from '../ports/clock.ts';
import type { Lease, Leases } from '../ports/lease.ts';
import type { Notifier } from '../ports/notifier.ts';
import type { ProcessRoom } from '../ports/process.ts';
import type { Repository } from '../ports/repository.ts';
import type { SessionStore } from '../ports/store.ts';
import type { ShippedTexts } from '../ports/texts.ts';

/** What a person asked of this run. */
export interface RunOptions {
  readonly gates: 'manual' | 'auto';
  readonly once: boolean;
  /** Stay at a gate, or when blocked, until a person has acted. */
  readonly resident: boolean;
  readonly force: boolean;
  /** Somebody sits at a terminal. */
  readonly attended: boolean;
  readonly maxIterations: number | undefined;
  readonly maxDurationMs: number | undefined;
  /** US dollars that this run may spend, as far as its provider tells. */
  readonly maxCostUsd: number | undefined;
  readonly maxWaitMs: number;
}

/** What keeps an agent from the permissions that it needs, and the command that helps. */
export interface Restriction {
  readonly text: string;
  readonly cure: string;
}

/** Whether the run has been asked to end; asked anew each time, for it may be at any time. */
export function isStopped(run: Pick<Run, 'stop'>): boolean {
  return run.stop.aborted;
}

/** Everything the loop reaches the world through; made in cli/compose.ts, and nowhere else. */
export interface Run {
  /** This run's id, also the mark in the environment of all it starts. */
  readonly id: string;
  /** The session's name as given. */
  readonly session: string;
  readonly config: Config;
  /** The settings in the files now, which an agent may have changed. */
  readonly settings: () => SettingsPrint;
  /** Hash of the configuration, to tell whether a person changed it. */
  readonly configHash: () => string;
  readonly options: RunOptions;
  readonly provider: Provider;
  readonly executable: string;
  readonly isRoot: boolean;
  /** The child's environment, complete but for what the provider adds. */
  readonly environment: Readonly<Record<string, string>>;
  readonly store: SessionStore;
  readonly lease: Lease;
  readonly leases: Leases;
  readonly room: ProcessRoom;
  /** Undefined: what a run starts may do all that the person may. */
  readonly sandbox: Sandbox | undefined;
  readonly clock: Clock;
  readonly notifier: Notifier;
  /** Gates that were opened and that people are still to be told of. */
  readonly openings: Opening[];
  /** What was done to the record while an agent worked, and no row tells of yet. */
  readonly tampering: string[];
  /** Undefined without Telegram: nobody is heard from afar. */
  readonly phone: Phone | undefined;
  /** The account's usage windows, shared with other runs. */
  readonly limits: LimitBook;
  /** What each attempt costs, shared with other runs. */
  readonly spending: SpendBook;
  readonly repository: Repository;
  /** Lock files of git without a living owner that are in the way of an agent in this folder. */
  readonly leftLocks: (folder: string) => readonly string[];
  /** Folders besides its own that the CLI writes to. */
  readonly neededFolders: readonly string[];
  /** Those of them that cannot be written, by a real write. */
  readonly folderTroubles: () => Promise<readonly FolderTrouble[]>;
  /** Why an agent in this folder runs without the permissions that it was asked for. */
  readonly whyRestricted: (folder: string) => Promise<Restriction>;
  readonly texts: ShippedTexts;
  readonly report: (event: RunEvent) => void;
  /** Aborted when the run is to end. */
  readonly stop: AbortSignal;
  /** Aborted when the agent is to be killed at once; after `stop`. */
  readonly kill: AbortSignal;
  /** What asked for the end; SIGTERM while nothing has. */
  readonly stopSignal: () => EndSignal;
  readonly random: () => number;
  readonly uuid: () => string;
}
