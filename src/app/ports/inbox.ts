import type { Incoming, PhoneReply } from '../../domain/people/phone.ts';
import type { Leases } from './lease.ts';
import type { SessionStore } from './store.ts';
import type { Scribe } from '../ports/scribe.ts';

/** A session that the phone may reach, by its token (`sessionToken` of its folder's path). */
export interface KnownSession {
  readonly token: string;
  /** As people call it. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** Its project's `.samocode`; undefined where an earlier version told of it. */
  readonly config: string | undefined;
}

/** A session opened for one act from afar. */
export interface OpenedSession extends KnownSession {
  readonly store: SessionStore;
  readonly leases: Leases;
  readonly scribe: Scribe;
  /** The last lines of what its runs said. */
  log(): string;
  saveCheckpoint(): void;
}

/** All sessions of this user on this machine that the phone was ever told of. */
export interface Office {
  /** Those that still are there; the one that was heard of last comes first. */
  sessions(): readonly KnownSession[];
  /** Undefined when it is gone. */
  open(token: string): OpenedSession | undefined;
  now(): number;
}

/** Does what came from the phone; never throws for anything a person or a session can do. */
export type Apply = (incoming: Incoming) => Promise<PhoneReply>;

/** The phone, as a run knows it. Never throws. */
export interface Phone {
  /** Starts to handle messages from people; does nothing if it is already running. */
  begin(): void;
  /** Stops; resolves after the last message is handled. */
  end(): Promise<void>;
}
