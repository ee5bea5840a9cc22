import type { ChatMeant } from '../../../domain/fleet/chat/chat-act.ts';
import type { ChatRules } from '../../../domain/fleet/chat/chat-rules.ts';
import type { FleetSession } from '../../../domain/fleet/fleet-session.ts';
import type { ChatReply, Incoming } from '../../../domain/people/chat.ts';

/** A session that a message in the chat names, as the fleet knows it. */
export interface ChatSession {
  /** The one that its newest message has. */
  readonly token: string;
  readonly session: string;
  readonly config: string;
  /** The name of its folder. */
  readonly folder: string;
  readonly topic: number | undefined;
  /** The chat of its project, and who may act there; undefined: an earlier version told of it. */
  readonly rules: ChatRules | undefined;
  /** Of one that runs by hand, until it is done or has sent no message for a week. */
  readonly isListed: boolean;
  /** The machine that has its files, or told of it. */
  readonly machine: string;
  /** The files are on this machine, and complete. */
  readonly isHere: boolean;
  /** Of a run that told the fleet; null: it runs by hand. */
  readonly phase: string | null;
  readonly state: string | null;
  readonly iteration: number | null;
  readonly reason: string | null;
  /** Since its machine was seen; undefined: it does not work for the fleet. */
  readonly seenAgoMs: number | undefined;
}

/** The sessions of all machines that share a bot. Rejects where the database is silent. */
export interface ChatFleet {
  readonly machine: string;
  /** Those that are listed, the one told of last first; one that is known under several tokens comes once. */
  readonly sessions: () => Promise<readonly ChatSession[]>;
  /** The last answer of the database, for use while it is silent; a session is listed under each of its tokens. */
  readonly lastKnown: () => readonly ChatSession[];
  readonly find: (token: string) => Promise<ChatSession | undefined>;
  /**
   * Writes an act down for the machine of the session, once for each update, and waits a while for its reply; undefined:
   * it has not been carried out yet. Rejects where it may have been written or not.
   */
  readonly send: (
    session: ChatSession,
    incoming: Incoming,
    meant: ChatMeant,
  ) => Promise<ChatReply | undefined>;
  /** The sessions of the fleet in line, and those that are not done. */
  readonly list: () => Promise<readonly FleetSession[]>;
}
