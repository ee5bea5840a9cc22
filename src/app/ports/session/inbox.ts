import type { Steer } from '../../../domain/people/steer.ts';

/** A message of the inbox, and the file it came in. */
export interface InboxFile {
  readonly name: string;
  readonly atMs: number;
  /** When its entry was last changed, which no program can set back. */
  readonly changedAtMs: number;
  readonly message: Steer;
  /** Whether samocode itself put it there, according to its records outside the session. */
  readonly isVouched: boolean;
}

/** Messages that people put into the session at any time, without a lock: pause, stop, notes. */
export interface Inbox {
  /** The oldest first; a file that is no message is warned of once, and left alone. */
  read(): readonly InboxFile[];
  /** Durable when it returns; the same message twice is there once. */
  put(message: Steer): void;
  /** One that cannot be removed is warned of, and not read any more. */
  remove(file: InboxFile): void;
}
