/** A session that a person puts in line, as they said it. */
export interface QueueTask {
  /** The absolute path of the project's `.samocode`. */
  readonly config: string;
  /** What `--session` finds it by. */
  readonly session: string;
  /** The whole text of its task; undefined: the session has begun, and has one. */
  readonly text?: string | undefined;
  /** 0 to 9; 9 runs first. */
  readonly priority: number;
  /** Not started before; epoch milliseconds. */
  readonly notBefore?: number | undefined;
  /** Names of what no two running sessions may share: its worktree, its branch. */
  readonly holds: readonly string[];
}

/** A session in line. */
export interface Queued extends Omit<QueueTask, 'text'> {
  /** Of this place in line; a session that is put in line again has another one. */
  readonly id: string;
  /** The file with the text of its task, for `--task-file`; it stays until the session leaves the queue. */
  readonly taskPath?: string | undefined;
  /** Epoch milliseconds. */
  readonly addedAt: number;
}

export type QueuedState =
  /** It runs as soon as a slot is free and its `notBefore` is over. `heldBy`: a running session has its worktree or branch. */
  | {
      readonly kind: 'queued';
      readonly heldBy?: string | undefined;
      readonly delay?: Delay | undefined;
    }
  /** A run has it: one of `samocode work`, or one by hand. */
  | { readonly kind: 'running' }
  | QueuedWait;

/** Why no session of a project would make an attempt if it ran now: its account, or a limit of cost that all share. */
export interface Delay {
  /** Epoch milliseconds: when to look again. */
  readonly until: number;
  /** In words for people. */
  readonly why: string;
  /** Longer than a run would wait. */
  readonly isLong: boolean;
}

/** Why a session takes no slot for now. */
export interface QueuedWait {
  readonly kind: 'waits';
  /** Epoch milliseconds; null: until a person acts. */
  readonly until: number | null;
  /** In words for people. */
  readonly why: string;
}

/** A slot that is taken: by a claim, by a run, or by a claim and its run. */
export interface TakenSlot {
  readonly config: string;
  readonly session: string;
  /** The process of the run; of the claim where no run is there yet. */
  readonly pid: number;
  /** Epoch milliseconds. */
  readonly since: number;
}

/** A session in line, with its state. */
export interface QueuedNow extends Queued {
  readonly state: QueuedState;
  /** A person acted since its last run: it runs, whatever delays others. */
  readonly isActed?: true;
  /** A person took it out of the queue: it leaves when its run ends. */
  readonly isLeaving?: true;
}
