import type { Command, ProcessEnd } from '../domain/agent.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { Witnesses } from '../domain/liveness.ts';
import type { MaterialTexts } from '../domain/materials.ts';
import type { OwnFields, Status } from '../domain/overview.ts';
import type { Phase } from '../domain/phase.ts';
import type { Material, Skill } from '../domain/prompt.ts';
import type { Before, Content, Head } from '../domain/progress.ts';
import type { PhoneMessage, Token } from '../domain/phone.ts';
import type { Row } from '../domain/row.ts';
import type { SignalReading } from '../domain/signal.ts';
import type { Inbox } from './inbox-files.ts';
import type { SealedRecord, UnknownRows } from './record-ports.ts';
import type { ProcessNeeds } from './process-needs.ts';
import type {
  OwnedBranch,
  WorktreeMade,
  WorktreePlan,
  WorktreeRequest,
  WorktreeTask,
} from './worktree-ports.ts';

/** The time, as the loop knows it; a test's clock stands still until it is told. */
export interface Clock {
  /** The wall clock, for people and for reset times. */
  now(): Date;
  /** Milliseconds that only ever grow, for limits. */
  monotonicMs(): number;
  /** Resolves after `ms`, or at once when `signal` aborts; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** One process, run to the end together with everything it started. */
export interface ProcessTask extends ProcessNeeds {
  readonly command: Command;
  /** The run's id: the mark in the environment that the sweep looks for. */
  readonly runId: string;
  /** Opened as the child's stdin; it holds the prompt. */
  readonly stdinPath: string;
  /** Created exclusively (never overwritten); the child's stdout is opened straight onto it. */
  readonly stdoutPath: string;
  /** Created exclusively; removed again when nothing was written. */
  readonly stderrPath: string;
  /** The signal the CLI cleans up on; the ladder's first rung. */
  readonly stopSignal: 'SIGTERM' | 'SIGINT';
  /** How long it may clean up after that signal, before SIGKILL. */
  readonly graceMs: number;
  readonly timeoutMs: number;
  /** How long it may stay after `onLine` said it has finished. */
  readonly lingerMs: number;
  readonly maxLogBytes: number;
  /** Lines that hold one of these bytes are handed over, each of them. */
  readonly verdictMarks: readonly string[];
  /** Of the lines that hold one of these, only the newest in each slice is handed over. */
  readonly activityMarks: readonly string[];
  /** Lines that begin with one of these are never handed over, whatever they hold: a flood of them is
   * skipped at several times the speed. */
  readonly dullHeads: readonly string[];
  /** Folders whose entries are a sign of life when they change; looked at to the top level only. */
  readonly lifeFolders: readonly string[];
  /** Ended when nothing of it has moved for so long: no line handed over, no growth of its output, no
   * CPU, no changed file. Never when undefined. */
  readonly idleTimeoutMs: number | undefined;
  /** How far apart the witnesses are looked at while no line comes. */
  readonly lookMs: number;
  /** What the witnesses show, at each look while no line comes; undefined: nobody asks. */
  readonly onQuiet: ((witnesses: Witnesses) => void) | undefined;
  /** Why the working folder is not the one any more that it was; asked about once a second, after new
   * output and at the end. The child is ended when there is a reason. */
  readonly folderLoss?: () => string | undefined;
  /** A complete line (cut at 1 MiB, one with a verdict mark in its head at 32 MiB); says whether the agent's turn is over, or
   * that it is to be ended because it runs in another permission mode than the one it was asked for. */
  onLine(line: string): 'finished' | 'restricted' | undefined;
  /** The child lives; called once, before any line. */
  onStart(child: ChildIdentity): void;
  /** Aborted: the ladder. */
  readonly stop: AbortSignal;
  /** Aborted: SIGKILL at once, also while the ladder that `stop` began goes on. */
  readonly kill: AbortSignal;
}

/** Enough to find a process again and never to take another for it. */
export interface ChildIdentity {
  readonly pid: number;
  /** From /proc/<pid>/stat field 22 on Linux, `ps -o lstart` elsewhere; '' if it could not be read. */
  readonly startTime: string;
}

/** The process room: the only one that starts and ends programs. */
export interface ProcessRoom {
  /** Never rejects for what a child can do: every end is a value. Nothing it started survives it. */
  run(task: ProcessTask): Promise<ProcessEnd>;
  /** Ends what an earlier, dead run left behind: its child if it is still that child, and every
   * process that carries the run's id; with SIGKILL at once from `stop` on. Returns how many were ended. */
  endLeftovers(runId: string, child: ChildIdentity | undefined, stop: AbortSignal): Promise<number>;
  /** Whether that very process is alive on this machine. */
  isAlive(child: ChildIdentity): boolean;
  /** Our own identity, for the lease. */
  self(): ChildIdentity;
  /** Must be called before the first `run`; its watchdog ends the child when we are killed. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** What people are told. */
export interface Notice {
  readonly kind:
    | 'waiting'
    | 'opened'
    | 'changed'
    | 'blocked'
    | 'complete'
    | 'error'
    | 'limit'
    | 'paused'
    | 'stopped';
  readonly session: string;
  readonly phase: string;
  readonly iteration: number;
  /** What happened and what to do, plain text of any content. */
  readonly text: string;
  /** The session's folder, by which the phone's buttons name it, and its project's `.samocode`. */
  readonly path?: string;
  readonly config?: string;
  readonly buttons?: PhoneMessage['buttons'];
  /** What a reply to it means. */
  readonly reference?: Token;
  /** For the record: nobody need look at it now, and no sound wakes anybody. */
  readonly isSilent?: boolean;
  /** What is to be decided, one message each. */
  readonly questions?: readonly PhoneMessage[];
}

/** A notice of which not all could be told. */
export interface Undelivered {
  readonly reason: string;
  /** Nobody answered in time: it may have arrived all the same. */
  readonly unsure: boolean;
  /** Its messages that need not be told again, by names of the notifier's own. */
  readonly shown: readonly string[];
}

/** Tells people; never throws, never takes longer than its own limit. */
export interface Notifier {
  /** Tells what is not among `shown`; says why it could not be told, or undefined when it was. */
  tell(notice: Notice, shown?: readonly string[]): Promise<Undelivered | undefined>;
}

/** What is about to be paid for: written durably before the signal is cleared. */
export interface Mark {
  readonly run: string;
  readonly iteration: number;
  readonly attempt: number;
  readonly phase: Phase;
  /** Name of the log inside `_logs/`. */
  readonly log: string;
  /** Which file the signal was before it was cleared: that one was never paid for by this mark. */
  readonly staleSignal: string | undefined;
  readonly startedAt: string;
  /** How things stood before the iteration's first attempt. */
  readonly before?: Before | undefined;
  /** US dollars that the CLI was told it may spend. */
  readonly budgetUsd?: number | undefined;
}

/** What a run has to know of the one before, besides the history. */
export interface RunState {
  readonly mark: Mark | undefined;
  /** Number of our rows when the overview was last settled, and the phase written then. */
  readonly settledRows: number | undefined;
  /** Hash of `_qa.md` when the last agent's run ended; null: there was none. */
  readonly questionsAfterRun: string | null | undefined;
  /** Attempts lost in a row. */
  readonly lost: number;
  /** `resumed` of the ledger whose try at a closed window has been used: written with the mark. */
  readonly tried?: number | undefined;
  /** Number of the approval's row whose plan an agent has begun to carry out: written with the mark. */
  readonly begun?: number | undefined;
  /** Which ending people were told of last, so that none is told twice. */
  readonly told: string | undefined;
  /** The ending that people could not be told of yet. */
  readonly untold?: Untold | undefined;
  /** The branch that the session owns; undefined in a session of an earlier version, or before the first spawn. */
  readonly branch?: OwnedBranch | undefined;
}

export interface Untold {
  /** Which, as in `told`. */
  readonly ending: string;
  /** When it was tried last, epoch milliseconds. */
  readonly at: number;
  /** Tries that may have arrived all the same. */
  readonly unsure: number;
  /** What was shown of it. */
  readonly shown: readonly string[];
}

export type OverviewFile =
  | { readonly kind: 'missing' }
  | { readonly kind: 'status'; readonly status: Status }
  /** It cannot be followed; the message names file, line and what would be right. */
  | { readonly kind: 'problem'; readonly message: string };

export interface QuestionsFile {
  readonly text: string;
  readonly hash: string;
}

/** First-run material, kept as long as the session. */
export interface Materials {
  readonly dive: Material | undefined;
  readonly task: Material | undefined;
}

export interface LogFiles {
  /** Name inside `_logs/`, for rows and messages. */
  readonly name: string;
  readonly stdoutPath: string;
  readonly stderrPath: string;
  readonly promptPath: string;
}

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
  /** Appended with one write, durable when it returns. */
  append(row: Row): void;
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

/** The texts that ship with samocode, for the agents. */
export interface ShippedTexts {
  /** Absolute; holds workflow.md, agents/, skills/ and .claude-plugin/. */
  readonly folder: string;
  workflow(): string;
  /** The agent's text without its frontmatter. */
  agent(phase: Phase): string;
  skills(): readonly Skill[];
}

/** Who holds a session. */
export interface Holder {
  readonly run: string;
  readonly process: ChildIdentity;
  readonly host: string;
  readonly since: string;
  /** An agent is at work, or about to be. */
  readonly busy: boolean;
  readonly child: ChildIdentity | undefined;
  /** Asleep for the provider's limit until then; epoch milliseconds. */
  readonly sleepsUntil: number | undefined;
  /** On this machine and in this container, so that its process can be looked up. */
  readonly isVisible: boolean;
  /** Its last beat, in epoch milliseconds; undefined: it left none. */
  readonly seenAt: number | undefined;
}

/** The last beat in a session's folder: its run, and its time in epoch milliseconds. */
export interface Beat {
  readonly run: string;
  readonly at: number;
}

/** One run per session. */
export interface Lease {
  /** The dead run whose lease was taken over, if one was; without its child where that cannot be seen. */
  readonly stale: Holder | undefined;
  /** Says what the run does now; throws a UserError (exit 6) when somebody took the lease by force.
   * The last child stays named until there is another. */
  update(now: {
    readonly busy: boolean;
    readonly child?: ChildIdentity;
    readonly sleepsUntil?: number;
  }): void;
  /** Whether it says busy, and has since it last said so: while it does, no command writes. */
  isBusy(): boolean;
  /** Whether another run has taken it. */
  isTaken(): boolean;
  /** Throws as `update` does; comes before each write of a run that may have slept through its end. */
  check(): void;
  release(): void;
}

export interface Leases {
  /** The lease, or the living holder. */
  acquire(run: string, force: boolean): Lease | { readonly holder: Holder };
  /** The living holder, if there is one. */
  holder(): Holder | undefined;
  /** Runs `work` while nobody else writes rows or spawns; waits a few seconds at most. */
  exclusively<T>(work: () => T): Promise<T>;
}

/** What a look at a work tree's content came to; `why` is a line for people. */
export type ContentLook =
  | { readonly kind: 'content'; readonly content: Content }
  | { readonly kind: 'unknown'; readonly why: string };

/** How a person ends what takes long. */
export interface Stops {
  /** Aborted when it is to end. */
  readonly stop: AbortSignal;
  /** Aborted when it is to be killed at once; after `stop`. */
  readonly kill: AbortSignal;
}

/**
 * For a command that a signal ends with the whole program. Each use has a signal of its own: many tools at
 * work at once would add more listeners to a shared one than Node takes for sound.
 */
export const NEVER: Stops = {
  get stop() {
    return new AbortController().signal;
  },
  get kill() {
    return new AbortController().signal;
  },
};

/** The little of git that samocode does itself. */
export interface Repository {
  /** From files, without a process: the branch a session's work starts from. */
  baseBranch(): string;
  /** The common git directory, for sandboxes. */
  gitDir(): string | undefined;
  /** The git directory of one work tree: a linked one has its own inside the common one. */
  gitDirOf(workTree: string): string | undefined;
  /** From now on says why a work tree is not the folder any more that it is now; cheap, from files. */
  watchWorkTree(folder: string): () => string | undefined;
  /** The commit at HEAD of the work tree a folder belongs to, from files; `unborn`, or null where they do not say. */
  commit(folder: string): string | null;
  /** The same with its tree. */
  head(folder: string): Head;
  /** What differs from it; spawns git, takes seconds where there are a million files. */
  content(folder: string, stop: AbortSignal): Promise<ContentLook>;
  /** What has to be done so that a session has its worktree; reads only, and spawns git only where it is missing. */
  planWorktree(request: WorktreeRequest, stops: Stops): Promise<WorktreePlan>;
  /** Does it. What a killed git left half made is made again, unless it holds other files. */
  makeWorktree(path: string, task: WorktreeTask, stops: Stops): Promise<WorktreeMade>;
}
