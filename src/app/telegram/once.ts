import type { ChatReply, Incoming } from '../../domain/people/chat.ts';
import type { OpenedSession } from '../ports/telegram.ts';
import { actOnRecord } from '../tampering/tampering.ts';
import { withNext } from './next.ts';

/** The person, and the update by which they act. */
export type Sender = Pick<Incoming, 'source' | 'by' | 'isEdited'>;

interface Act {
  /** The reply when it is done, now or earlier by the same update. */
  readonly done: string;
  /** A reply of its own, or undefined: done. */
  readonly act: () => ChatReply | undefined;
}

/** Acts under the write lock, while no agent works, and once per update. */
export async function once(
  session: OpenedSession,
  source: string,
  { done, act }: Act,
): Promise<ChatReply> {
  const { store, leases } = session;
  return await leases.exclusively(() => {
    const finished = (): ChatReply =>
      withNext(session, { said: done, closes: `✅ ${done}`, hasEffect: true });
    if (store.ledger().sources.includes(source)) return finished();
    if (leases.holder()?.busy === true) {
      return { said: `An agent is at work in ${session.name}; nothing was done.` };
    }
    const reply = actOnRecord(session.writer, act) ?? finished();
    session.saveCheckpoint();
    return reply;
  });
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
