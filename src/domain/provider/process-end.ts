/** How the process came to its end, as the process room saw it. */
export type EndCause =
  /** By itself. */
  | 'exited'
  /** It had finished and would not go; ended by us, and that is a normal end. */
  | 'lingered'
  | 'timeout'
  /** Nothing of it had moved for the idle time. */
  | 'idle'
  /** We were asked to stop. */
  | 'stopped'
  | 'log-limit'
  | 'disk-full'
  /** Too little room for temporary files; `fullFolder` is theirs. */
  | 'temp-full'
  /** Its working folder was removed or replaced while it worked. */
  | 'folder-lost'
  /** It runs in another permission mode than the one it was started with. */
  | 'restricted'
  /** The program did not start; `stderrTail` has the reason. */
  | 'not-started';

/** A process that is over. */
export interface ProcessEnd {
  readonly cause: EndCause;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** The last 8 KiB of stderr. */
  readonly stderrTail: string;
  readonly durationMs: number;
  /** How many left-over processes the sweep had to end. */
  readonly swept: number;
  /** The pids of those that it could not end within its limit; absent when none was left. */
  readonly survivors?: readonly number[];
  /** Of `idle`: for how long nothing had moved, in milliseconds. */
  readonly stillMs?: number;
  /** A folder that it needs, on a disk that had no room left when it ended. */
  readonly fullFolder?: string;
  /** Why its working folder is not the one any more that it was started for. */
  readonly lostFolder?: string;
}
