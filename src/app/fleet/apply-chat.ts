import type { ActOutcome, SentAct } from '../../domain/fleet/act.ts';
import { type ChatAct, incomingOf } from '../../domain/fleet/chat/chat-act.ts';
import { readToken } from '../../domain/people/chat.ts';
import type { ActedOn } from '../ports/fleet/acts.ts';
import { applyToSession } from '../telegram/apply.ts';

/**
 * Carries out a message from Telegram that another machine received, as if it had been received here. The update is the
 * source of its row, so the same one again has no second effect.
 */
export async function applyChat(
  { inChat }: Pick<ActedOn, 'inChat'>,
  { id, by, ageMs }: SentAct,
  act: ChatAct,
): Promise<ActOutcome> {
  const incoming = incomingOf(act, { id, by, atMs: Date.now() - ageMs });
  const token = readToken(act.token)?.session;
  if (incoming === undefined || token === undefined) {
    return { isDone: false, said: 'Nothing was done: this button is of another version.' };
  }
  const session = inChat(token);
  const reply = await applyToSession({ open: () => session, now: Date.now }, incoming);
  return { isDone: reply.hasEffect === true, said: reply.said, reply };
}
