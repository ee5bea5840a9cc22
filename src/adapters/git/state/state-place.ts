import type { ChildIdentity } from '../../../app/ports/process.ts';
import type { SessionWork } from '../checkpoint/take.ts';

/** A session that travels: its worktree, its folder, and the remote. */
export interface StatePlace extends SessionWork {
  readonly sessionFolder: string;
  /** The session's own branch: a take moves no other one. */
  readonly branch: string;
  /** Name or address of the remote; undefined: `origin`, else the only one. */
  readonly remote: string | undefined;
  /** The person's own, with the mark of the run: the remote asks for their credentials. */
  readonly personal: Readonly<Record<string, string | undefined>>;
  readonly machine: string;
  /** Two takes of a session on one machine would be in each other's way. */
  readonly processes: {
    readonly self: () => ChildIdentity;
    readonly isAlive: (process: ChildIdentity) => boolean;
  };
  readonly run: string;
  /** Of each call to the remote. */
  readonly remoteLimitMs: number;
}
