import type { Command, ProcessEnd } from '../domain/agent.ts';

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
export interface ProcessTask {
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
  readonly timeoutMs: number;
  /** How long it may stay after `onLine` said it has finished. */
  readonly lingerMs: number;
  readonly maxLogBytes: number;
  readonly minFreeBytes: number;
  /** Lines that hold one of these bytes are handed over, each of them. */
  readonly verdictMarks: readonly string[];
  /** Of the lines that hold one of these, only the newest in each slice is handed over. */
  readonly activityMarks: readonly string[];
  /** A complete line (cut at 1 MiB); says whether the agent's turn is over. */
  onLine(line: string): 'finished' | undefined;
  /** The child lives; called once, before any line. */
  onStart(child: ChildIdentity): void;
  /** Aborted with reason 'stop' (the ladder) or 'kill' (SIGKILL at once). */
  readonly stop: AbortSignal;
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
   * process that carries the run's id. Returns how many were ended. */
  endLeftovers(runId: string, child: ChildIdentity | undefined): Promise<number>;
  /** Whether that very process is alive on this machine. */
  isAlive(child: ChildIdentity): boolean;
  /** Our own identity, for the lease. */
  self(): ChildIdentity;
  /** Must be called before the first `run`; its watchdog ends the child when we are killed. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** What people are told. */
export interface Notice {
  readonly kind: 'waiting' | 'blocked' | 'complete' | 'error' | 'limit';
  readonly session: string;
  readonly phase: string;
  readonly iteration: number;
  /** What happened and what to do, plain text of any content. */
  readonly text: string;
}

/** Tells people; never throws, never takes longer than its own limit. */
export interface Notifier {
  /** Says why it could not be told, or undefined when it was. */
  tell(notice: Notice): Promise<string | undefined>;
}
