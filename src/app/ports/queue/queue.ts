import type { InLine } from '../../../domain/queue/in-line.ts';
import type {
  Queued,
  QueuedNow,
  QueuedWait,
  QueueTask,
  TakenSlot,
} from '../../../domain/queue/queued.ts';

/** A session that this process may run now, and the slot for it. It ends with `settle`, or with this process. */
export interface QueueClaim {
  /** Of this claim: no two ever have the same. */
  readonly id: string;
  readonly queued: Queued;
  /** The name of its folder, where another machine had the session and its files have to be taken first. */
  readonly take?: string | undefined;
  /** The fleet knows of no state of it: where the git remote has none either, this machine begins it. */
  readonly mayBegin?: true | undefined;
}

export type Submitted =
  | { readonly kind: 'queued'; readonly queued: Queued }
  /** The session is in line already: nothing was changed. */
  | { readonly kind: 'there'; readonly queued: Queued };

/** How a run ended, as the queue needs it. */
export type Settlement =
  /** The session leaves the queue: it is done, or nothing will run it again. */
  | { readonly kind: 'ended' }
  /** `isOwn`: until a time by the clock of this machine, which the provider did not tell. */
  | (QueuedWait & { readonly isOwn?: true | undefined })
  /** Back in line at once: the run ended early (a stop, a crash). */
  | { readonly kind: 'again' };

export interface QueueView {
  /** In the order in which they run: first those that may run, then those that wait. */
  readonly queued: readonly QueuedNow[];
  /** Each run of the user on this machine has one, those by hand too. */
  readonly slots: readonly TakenSlot[];
  /** The accounts that another machine tries for all, after a limit or an outage. */
  readonly triedElsewhere?: ReadonlySet<string>;
  /** Why no session of the queue starts, in words for people. */
  readonly notes?: readonly string[];
}

/**
 * The sessions of a user that are to run, over all projects. Each call is one step: it happens wholly or not
 * at all, also when the process dies in it, and no two processes are in one at the same time. Times are epoch
 * milliseconds. Rejects with a UserError where the journal is no file, and with the
 * system's error where it cannot be read or written.
 */
export interface Queue {
  /** Puts a session in line; one that is in line already is refused. Durable when this resolves. */
  submit(task: QueueTask, now: number): Promise<Submitted>;
  /**
   * A person acted: the session waits for nothing any more. During a run: after it the session neither waits nor
   * leaves, but is in line once more. False: it is not in line.
   */
  wake(id: string): Promise<boolean>;
  /**
   * Takes the next session that may run and one of `slots` slots, both at once. Claims of processes that died are
   * swept before. Null: no slot is free, or no session may run; a session does not whose run lives, or of which a
   * running session has the worktree or the branch. Runs by hand take slots, too. A session for which
   * `isDelayed` stays in line, unless a person acted since its last run; so does one whose run would try an account
   * (`tries`) that another machine tries.
   */
  claim(
    now: number,
    slots: number,
    isDelayed?: (queued: Queued) => boolean,
    tries?: (config: string) => string | undefined,
  ): Promise<QueueClaim | null>;
  /** Whether the claim is still ours: not after its session was taken out of the queue. */
  beat(claim: QueueClaim): Promise<boolean>;
  /** Gives the slot back. False: the claim was not ours any more, and the session stays as it is, in line or out of it. */
  settle(claim: QueueClaim, how: Settlement): Promise<boolean>;
  /** Puts the sessions back in line whose claim belongs to a process that died; returns them. A run that outlived it keeps its slot. */
  sweep(now: number): Promise<readonly Queued[]>;
  /** Reads only: what it shows may change at once. */
  list(now: number): Promise<QueueView>;
  /** Whether some `samocode work` starts the sessions in line, and why none does. */
  starter(): Promise<InLine>;
  /** Takes a session out of the queue; a run of it goes on. False: it is not in line. */
  remove(id: string): Promise<boolean>;
  /** Puts a session before all others, those of a higher priority too; it still waits for what it waits for. False: it is not in line. */
  first(id: string): Promise<boolean>;
}
