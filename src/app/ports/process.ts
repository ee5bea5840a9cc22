import type { ProcessEnd } from '../../domain/provider/process-end.ts';
import type { Command } from '../../domain/provider/provider.ts';
import type { Witnesses } from '../../domain/provider/silence.ts';

/** The room that a process needs on its disks. */
interface ProcessNeeds {
  /** Free at its log; the process is ended below it. */
  readonly minFreeBytes: number;
  /** The same in each of its folders for temporary files; no bound when undefined. */
  readonly minFreeTempBytes?: number;
  /** Its folders for temporary files outside of a sandbox; the one of its environment when there is none. */
  readonly tempFolders?: readonly string[];
  /** Other folders that it writes to. */
  readonly neededFolders?: readonly string[];
}

/** One process, run to the end together with everything it started. */
export interface ProcessTask extends ProcessNeeds {
  readonly command: Command;
  /** The run's id: the mark in the environment that the sweep looks for. */
  readonly runId: string;
  /** Opened as the child's stdin; it holds the prompt. */
  readonly stdinPath: string;
  /** Instead of the file: text for a pipe that stays open until the child has ended. */
  readonly input?: string;
  /** Created exclusively (never overwritten); the child's stdout is opened straight onto it. */
  readonly stdoutPath: string;
  /** Created exclusively; removed again when nothing was written. */
  readonly stderrPath: string;
  /** The signal on which the CLI cleans up; the first of the stop sequence. */
  readonly stopSignal: 'SIGTERM' | 'SIGINT';
  /** How long it may clean up after that signal, before SIGKILL. */
  readonly graceMs: number;
  readonly timeoutMs: number;
  /** How long it may stay after `onLine` said it has finished. */
  readonly lingerMs: number;
  readonly maxLogBytes: number;
  /** Lines that hold one of these bytes are handed over, each of them. */
  readonly verdictMarks: readonly string[];
  /** Only the newest line with one of these bytes is passed on per slice. */
  readonly activityMarks: readonly string[];
  /**
   * Lines that begin with one of these are never passed on, which makes a flood of them several
   * times cheaper.
   */
  readonly dullHeads: readonly string[];
  /** Folders whose entries are a sign of life when they change; looked at to the top level only. */
  readonly lifeFolders: readonly string[];
  /** Ended when nothing of it has moved for so long: no line handed over, no growth of its output, no
   * CPU, no changed file. Never when undefined. */
  readonly idleTimeoutMs: number | undefined;
  /** How far apart the witnesses are looked at while no line comes. */
  readonly lookMs: number;
  /** The longest time between two looks at the log, the disk and the working folder; 5 s when left out. */
  readonly rarestLookMs?: number | undefined;
  /** Receives the signs of life at each look while no line comes; undefined: not needed. */
  readonly onQuiet: ((witnesses: Witnesses) => void) | undefined;
  /** Why the working folder is not the one any more that it was; asked with each look at the log, after
   * new output and at the end. The child is ended when there is a reason. */
  readonly folderLoss?: () => string | undefined;
  /** A complete line (cut at 1 MiB, one with a verdict mark in its head at 32 MiB); says whether the agent's turn is over, or
   * that it is to be ended because it runs in another permission mode than the one it was asked for. */
  onLine(line: string): 'finished' | 'restricted' | undefined;
  /** The child lives; called once, before any line. */
  onStart(child: ChildIdentity): void;
  /** Aborted: the stop sequence. */
  readonly stop: AbortSignal;
  /** Aborted: SIGKILL at once, also during the stop sequence that `stop` began. */
  readonly kill: AbortSignal;
}

/** The process room: the only one that starts and ends programs. */
export interface ProcessRoom {
  /**
   * Never rejects because of the child: every end is a value. No process that it started survives.
   */
  run(task: ProcessTask): Promise<ProcessEnd>;
  /**
   * Ends the processes of an earlier, dead run: its child if it is still the same process, and
   * every process that carries the run's id; with SIGKILL at once after `stop`. Returns the number
   * of ended processes.
   */
  endLeftovers(runId: string, child: ChildIdentity | undefined, stop: AbortSignal): Promise<number>;
  /** Whether that very process is alive on this machine. */
  isAlive(child: ChildIdentity): boolean;
  /** Our own identity, for the lease. */
  self(): ChildIdentity;
  /** Must be called before the first `run`; its watchdog ends the child when we are killed. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Enough to find a process again and never to take another for it. */
export interface ChildIdentity {
  readonly pid: number;
  /** From /proc/<pid>/stat field 22 on Linux, `ps -o lstart` elsewhere; '' if it could not be read. */
  readonly startTime: string;
}
