import type { ChatReply, Incoming } from '../../domain/people/chat.ts';
import type { OpenedSession } from '../ports/telegram.ts';
import { actOnRecord } from '../tampering/tampering.ts';
import { type Next, nextOf, withNext } from './next.ts';

/** The person, and the update by which they act. */
export type Sender = Pick<Incoming, 'source' | 'by' | 'isEdited'>;

interface Act {
  /** The reply when it is done, now or earlier by the same update. */
  readonly done: string;
  /** A reply of its own, or undefined: done. */
  readonly act: () => ChatReply | undefined;
  /** Whether the reply to a change says what happens next; undefined: always. */
  readonly saysNext?: () => boolean;
}

/** Acts under the write lock, while no agent works, and once per update. */
export async function once(
  session: OpenedSession,
  source: string,
  { done, act, saysNext }: Act,
): Promise<ChatReply> {
  const { store, leases } = session;
  const finished: ChatReply = { said: done, closes: `✅ ${done}`, hasEffect: true };
  const acted = await leases.exclusively((): Acted => {
    const told = (reply: ChatReply): Acted => {
      const isNext = reply.hasEffect === true && (saysNext === undefined || saysNext());
      return { reply, next: isNext ? nextOf(session) : undefined };
    };
    if (store.ledger().sources.includes(source)) return told(finished);
    if (leases.holder()?.busy === true) {
      const said = `An agent is at work in ${session.name}; nothing was done.`;
      return { reply: { said }, next: undefined };
    }
    const reply = actOnRecord(session.writer, act) ?? finished;
    session.saveCheckpoint();
    return told(reply);
  });
  return acted.next === undefined ? acted.reply : withNext(session, acted.reply, acted.next);
}

interface Acted {
  readonly reply: ChatReply;
  readonly next: Next | undefined;
}

/** The reply to an act that is refused for good. */
export function refused(said: string, sender?: Pick<Sender, 'isEdited'>): ChatReply {
  return { said: withHint(said, sender), closes: `⌛ ${said}` };
}

/** A person who edits an answer is told how to correct it. */
export function withHint(said: string, sender: Pick<Sender, 'isEdited'> | undefined): string {
  if (sender?.isEdited !== true) return said;
  return `${said}\nAn edit changes no answer that was given. To correct it, send /status and reply to its message: your reply is a note for the next agent.`;
}
