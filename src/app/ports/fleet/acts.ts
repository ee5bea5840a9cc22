import type { ActOutcome, SentAct } from '../../../domain/fleet/act.ts';
import type { ChatRules } from '../../../domain/fleet/chat/chat-rules.ts';
import type { Told } from '../../../domain/fleet/told.ts';
import type { View } from '../../session/look.ts';
import type { Leases } from '../session/lease.ts';
import type { SessionStore } from '../session/store.ts';
import type { Writer } from '../session/writer.ts';
import type { OpenedSession } from '../telegram.ts';

/** The acts that persons sent to this machine from others. */
export interface SentActs {
  /** Of sessions whose files are here, the oldest first. */
  readonly open: () => Promise<readonly SentAct[]>;
  /** Writes down what became of one; it is open no more. */
  readonly settle: (id: string, outcome: ActOutcome) => Promise<void>;
  /** The thing that its session waits for is another one than the fleet knows of: a person changed it here. */
  readonly tellAsked: (
    sent: Pick<SentAct, 'config' | 'session'>,
    awaiting: string,
    asked: Pick<Told, 'asks' | 'texts'>,
  ) => Promise<void>;
}

/** A session opened for an act from another machine. */
export interface ActedOn {
  readonly store: SessionStore & { saveCheckpoint(): void };
  /** They wake the session in the queue. */
  readonly leases: Leases;
  readonly writer: Writer;
  /** The next step of the session. */
  readonly words: (view: View) => string;
  /** The session as a message from Telegram reaches it, by the token that the message has. */
  readonly inChat: (token: string) => OpenedSession;
  /** Who may act on it by Telegram, by the settings of its project; undefined: no person. */
  readonly chatRules: () => ChatRules | undefined;
  /** Tells the gates that were opened. */
  readonly tellOpenings: () => Promise<void>;
}
