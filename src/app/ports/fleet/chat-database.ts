import type { ChatAct } from '../../../domain/fleet/chat/chat-act.ts';
import type { ChatRules } from '../../../domain/fleet/chat/chat-rules.ts';
import type { FleetSession } from '../../../domain/fleet/fleet-session.ts';
import type { ChatReply } from '../../../domain/people/chat.ts';
import type { ChatSession } from './chat.ts';
import type { Election } from './election.ts';

/** A session as a machine tells of it. */
export interface ToldChatSession {
  readonly token: string;
  /** A hash of the bot's token. */
  readonly bot: string;
  readonly config: string;
  readonly session: string;
  /** The name of its folder. */
  readonly folder: string;
  readonly topic: number | undefined;
  /** Undefined: not known now; the rules that were told before count. */
  readonly rules: ChatRules | undefined;
  readonly machine: string;
  /** When a message last named it, epoch milliseconds; undefined: one is about to. */
  readonly toldAtMs?: number | undefined;
  /** That message tells that it is done; undefined: not known. */
  readonly isEnded?: boolean | undefined;
}

/** A message from a chat for the machine of a session. */
export interface SentChatAct {
  /** The update that it came with. */
  readonly source: string;
  readonly by: string;
  readonly act: ChatAct;
}

/** A reply that came after its person was told to wait. */
export interface LateReply {
  readonly id: string;
  readonly session: string;
  readonly topic: number | undefined;
  /** The ids and names of the chat. */
  readonly chats: readonly string[];
  /** The message with the button, or that was replied to, as the API had it. */
  readonly under: unknown;
  readonly reply: ChatReply;
}

/** The late replies of a bot, of all machines. */
export interface LateReplies {
  /** Those that no process has told yet, or is about to tell; the oldest first. */
  readonly lateReplies: () => Promise<readonly LateReply[]>;
  readonly noteTold: (late: LateReply) => Promise<void>;
  /** Ends messages that no machine carries out any more. */
  readonly endOldActs: () => Promise<void>;
}

/** A bot in the database of a fleet, as this machine uses it. Each question rejects where the database is silent. */
export interface ChatDatabase extends LateReplies {
  readonly machine: string;
  readonly heartbeatMs: () => Promise<number>;
  /** The right to poll, renewed so often. */
  readonly election: (everyMs: number) => Election;
  readonly tell: (sessions: readonly ToldChatSession[]) => Promise<void>;
  /** Those of the bot under each of their tokens, the one told of last first. */
  readonly sessions: () => Promise<readonly ChatSession[]>;
  readonly find: (token: string) => Promise<ChatSession | undefined>;
  /** `send` of `ChatFleet`. */
  readonly send: (session: ChatSession, sent: SentChatAct) => Promise<ChatReply | undefined>;
  readonly list: () => Promise<readonly FleetSession[]>;
}
