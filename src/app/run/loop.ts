import type { Finding } from '../../domain/doctor/finding.ts';
import type { ModelQuestions } from '../../domain/models/model-questions.ts';
import type { ProfileName } from '../../domain/models/profiles.ts';
import type { Phase } from '../../domain/phases/phase.ts';
import type { Usage } from '../../domain/provider/agent-event.ts';
import type { PriceTable } from '../../domain/provider/cost/prices.ts';
import type { CliFolder, FolderTrouble } from '../../domain/provider/environment/cli-folders.ts';
import type { Provider } from '../../domain/provider/provider.ts';
import type { AskUsage } from '../../domain/quota/usage-query.ts';
import type { HandOver } from '../../domain/report/hand-over.ts';
import type { Ending, EndSignal, RunEvent } from '../../domain/run/event.ts';
import type { Takeover } from '../../domain/session/rows/fields.ts';
import type { SettingsPrint } from '../../domain/settings/changed-settings.ts';
import type { Config } from '../../domain/settings/config.ts';
import type { LimitBook, SpendBook } from '../ports/books.ts';
import type { Checkpoints } from '../ports/checkpoints.ts';
import type { Clock } from '../ports/clock.ts';
import type { FleetRun } from '../ports/fleet/fleet-run.ts';
import type { Notifier, Opening, Poller } from '../ports/notifier.ts';
import type { ProcessRoom } from '../ports/process.ts';
import type { Publisher } from '../ports/publisher.ts';
import type { Repository, Stops } from '../ports/repository.ts';
import type { Reservations } from '../ports/reservations.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import type { Lease, Leases } from '../ports/session/lease.ts';
import type { SessionStore } from '../ports/session/store.ts';
import type { ShippedTexts } from '../ports/texts.ts';
import type { Workspace } from '../ports/workspace.ts';

/** One run: all that the loop works with. Only cli/compose makes it. */
export interface Loop {
  /** The run's id, also the mark in the environment of all it starts. */
  readonly id: string;
  readonly session: HeldSession;
  readonly settings: RunSettings;
  readonly books: Books;
  readonly clock: Clock;
  readonly stops: RunStops;
  readonly spawner: Spawner;
  readonly teller: Teller;
  /** The provider that works while the account of the own one is closed for long. */
  readonly fallback?: Fallback | undefined;
  /** The loop is that of the other provider, for one iteration. */
  readonly takeover?: Takeover | undefined;
  /** Undefined: the session is of no fleet. */
  readonly fleet?: FleetRun | undefined;
  /** The stronger profile of the iteration. */
  readonly profile?: ProfileName | undefined;
}

/** The parts of a loop that another provider replaces, and the phases in which it may work. */
export interface Fallback {
  readonly phases: readonly Phase[];
  readonly config: Config;
  readonly limits: LimitBook;
  readonly worker: Worker;
}

/** The session that a run holds. */
export interface HeldSession {
  readonly store: SessionStore;
  readonly lease: Lease;
  readonly leases: Leases;
  /** Changes to the record that were found after an agent worked and that no row tells of yet. */
  readonly tampering: string[];
}

/** The settings of a run: from files, and from its flags. */
export interface RunSettings {
  readonly config: Config;
  readonly options: RunOptions;
  /** The settings in the files now, which an agent may have changed. */
  readonly print: () => SettingsPrint;
  /** Hash of the configuration, to tell whether a person changed it. */
  readonly hash: () => string;
}

/** The flags of this run. */
export interface RunOptions {
  readonly gates: 'manual' | 'auto';
  readonly once: boolean;
  /** Stay at a gate, or when blocked, until a person has acted. */
  readonly resident: boolean;
  readonly force: boolean;
  /** A person watches at a terminal. */
  readonly attended: boolean;
  readonly maxIterations: number | undefined;
  readonly maxDurationMs: number | undefined;
  /** US dollars that this run may spend, as far as its provider tells. */
  readonly maxCostUsd: number | undefined;
  readonly maxWaitMs: number;
  /** How long the run may ride out one outage of the provider; 0: not at all. */
  readonly maxOutageMs: number;
  /** End where the run would rest: `samocode work` starts it again. */
  readonly leaves: boolean;
}

/** Shared with the user's other runs. */
export interface Books {
  /** The account's usage windows. */
  readonly limits: LimitBook;
  /** What each attempt costs. */
  readonly spending: SpendBook;
  /** Of the tokens of a CLI that reports no cost. */
  readonly prices: PriceTable;
  /** The possible cost of the attempts at work. */
  readonly reservations: Reservations;
}

/** How a person ends the run. */
export interface RunStops extends Stops {
  /** The signal that asked for the end; SIGTERM while none has. */
  readonly signal: () => EndSignal;
  /** Whether `samocode work` asked its runs to end before their next attempt. */
  readonly isDrained: () => boolean;
}

/** An agent's program with its surroundings. */
export interface Worker {
  readonly agent: AgentProgram;
  /** Undefined: an agent may do all that the person may. */
  readonly sandbox: Sandbox | undefined;
  readonly obstacles: Obstacles;
  /** Undefined: the CLI cannot be asked for its usage windows. */
  readonly askUsage: AskUsage | undefined;
}

/** Starts agents and the proof of work. */
export interface Spawner extends Worker {
  readonly room: ProcessRoom;
  readonly repository: Repository;
  readonly workspace: Workspace;
  readonly models: ModelQuestions;
  readonly checkpoints: Checkpoints;
  /** Undefined: nothing is published. */
  readonly publisher: Publisher | undefined;
  readonly random: () => number;
  readonly uuid: () => string;
}

/** The CLI and how it is started. */
export interface AgentProgram {
  readonly provider: Provider;
  readonly executable: string;
  readonly isRoot: boolean;
  /** The child's environment without the provider's own variables. */
  readonly environment: Readonly<Record<string, string>>;
  readonly texts: ShippedTexts;
  /** Whether the repository in this folder brings skills for the CLI. */
  readonly hasSkills: (folder: string) => boolean;
  /** The tokens of a conversation by the CLI's own log; undefined where it has none. */
  readonly threadUsage: (thread: string) => Usage | undefined;
}

/** What on this machine may keep an agent from its work. */
export interface Obstacles {
  /** Lock files of git without a living owner that are in the way of an agent in this folder. */
  readonly leftLocks: (folder: string) => readonly string[];
  /** Folders besides the session's and the worktree that the CLI writes to. */
  readonly cliFolders: readonly CliFolder[];
  /** Those of them that cannot be written, by a real write. */
  readonly folderTroubles: () => Promise<readonly FolderTrouble[]>;
  readonly firstLook: FirstLook;
  /** Why an agent in this folder runs without the permissions that it was asked for. */
  readonly whyRestricted: (folder: string) => Promise<Restriction>;
}

/** Looks for problems of a session before it costs anything; each question to a program has a limit of time. */
export type FirstLook = (run: string, stops: Stops) => Promise<readonly Finding[]>;

/** What keeps an agent from the permissions that it needs, and the command that helps. */
export interface Restriction {
  readonly text: string;
  readonly cure: string;
}

/** Tells people what happens. */
export interface Teller {
  readonly place: SessionPlace;
  readonly report: ReportEvent;
  readonly notifier: Notifier;
  /** The text of the notice about an ending. */
  readonly words: (ending: Ending, handOver: HandOver | undefined) => string;
  /** Writes the receipt of a session that is done, and describes the work for the person; undefined of any other. */
  readonly handOver: () => Promise<HandOver | undefined>;
  /** Undefined without Telegram: no act comes from Telegram. */
  readonly poller: Poller | undefined;
  /** Gates that were opened and that people are still to be told of. */
  readonly openings: Opening[];
}

/** Takes each event of a run. */
export type ReportEvent = (event: RunEvent) => void;

/** Where people find the session. */
export interface SessionPlace {
  /** The session's name as given. */
  readonly session: string;
  /** Absolute. */
  readonly path: string;
  /** The project's `.samocode`. */
  readonly config: string;
}

/** Whether the run has been asked to end; it may be at any time. */
export function isStopped({ stops }: Pick<Loop, 'stops'>): boolean {
  return stops.stop.aborted;
}
