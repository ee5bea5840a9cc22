import type { ProjectChat } from '../../domain/fleet/chat/project-chat.ts';
import type { ChatReply, Incoming } from '../../domain/people/chat.ts';
import type { InLine } from '../../domain/queue/in-line.ts';
import type { Resting } from '../../domain/session/standing.ts';
import type { QueueView } from './queue/queue.ts';
import type { Leases } from './session/lease.ts';
import type { SessionStore } from './session/store.ts';
import type { Writer } from './session/writer.ts';

/** A session that Telegram may reach, by its token (`sessionToken` of its folder's path). */
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
  /** Why its project lets this person change nothing; undefined: it does. */
  readonly refusal?: string | undefined;
  /** False: this person reads nothing of it either. */
  readonly isShown?: boolean;
  /** By the rules of its project everybody in a group could have sent the message, which opens no gate then. */
  readonly isOfAnybody?: boolean;
  readonly store: SessionStore;
  readonly leases: Leases;
  readonly writer: Writer;
  /** Where an act here has put the session back in line; undefined: none has. */
  line(): InLine | undefined;
  /** The event that a person awaits in this standing; undefined where that depends on the run. */
  words(standing: Resting): string | undefined;
  /** The last lines of what its runs said. */
  log(): string;
  saveCheckpoint(): void;
}

/** All registered sessions of this user on this machine. */
export interface SessionDirectory {
  /** Those that still are there; the one that was heard of last comes first. */
  sessions(): readonly KnownSession[];
  /** Undefined when it is gone. */
  open(token: string): OpenedSession | undefined;
  /** The sessions in line of this user, over all projects. */
  queue(): Promise<QueueView>;
  /** The chat of a project, and who may act there. */
  chatOf(config: string): ProjectChat | undefined;
  now(): number;
}

/** Applies a message from Telegram; never throws for anything a person or a session can do. */
export type Apply = (incoming: Incoming) => Promise<ChatReply>;
