/** One process as the system lists it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parentPid: number;
  /**
   * The unit that a group kill of a job would miss: the session on Linux, the process group
   * elsewhere.
   */
  readonly sessionId: number;
  /** Names this process together with its pid; as in ChildIdentity. */
  readonly startTime: string;
  /** CPU it has used, in milliseconds; on Linux with that of the children it has waited for. */
  readonly cpuMs: number;
}

/** The processes of this machine, with their ancestry. */
export interface ProcessTable {
  /** Works for a zombie, too; '' if there is no such process. */
  startTime(pid: number): string;
  /** Whether that very process is there and no zombie; with a start time of '', whether the pid is in use. */
  isAlive(pid: number, startTime: string): boolean;
  /** False only if it certainly has none now: a cheap question before the list of all. */
  mayHaveChildren(pid: number): boolean;
  /** Without zombies. */
  list(): readonly ProcessEntry[];
  /** The pids of all processes; without zombies, the entries of those that are not `known`. */
  listBut(known: ReadonlySet<number>): ListedProcesses;
  /** Whether that process carries the run's mark, as far as it can be read. */
  hasMark(pid: number, runId: string): boolean;
  /**
   * The pids that carry the run's mark; `undecided` when a new one could not be read yet, or ended
   * meanwhile and may have started another. `onFound` is told of each while the look goes on.
   */
  marked(runId: string, notBefore: string, onFound?: (pid: number) => void): MarkedProcesses;
  /** Whether a process that began at `startTime` was not there before one that began at `other`. */
  isNotBefore(startTime: string, other: string): boolean;
}

/** The answer of a list that leaves some out. */
export interface ListedProcesses {
  readonly pids: readonly number[];
  readonly entries: readonly ProcessEntry[];
}

/** The answer of one look for the mark. */
export interface MarkedProcesses {
  readonly pids: readonly number[];
  readonly undecided: boolean;
}

/** The variable that every process of a run inherits. */
export const MARK_NAME = 'SAMOCODE_RUN_ID';
