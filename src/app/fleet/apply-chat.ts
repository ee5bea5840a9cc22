import type { ActOutcome, SentAct } from '../../domain/fleet/act.ts';
import { type ChatAct, incomingOf } from '../../domain/fleet/chat/chat-act.ts';
import { chatRefusal, isOfAnybody } from '../../domain/fleet/chat/chat-rules.ts';
import { readToken } from '../../domain/people/token.ts';
import type { ActedOn } from '../ports/fleet/acts.ts';
import type { OpenedSession } from '../ports/telegram.ts';
import { look } from '../session/look.ts';
import { applyToSession } from '../telegram/apply.ts';

/**
 * Carries out a message from Telegram that another machine received, as if it had been received here by the project of
 * the session. The update is the source of its row, so the same one again has no second effect.
 */
export async function applyChat(
  { inChat, chatRules }: Pick<ActedOn, 'inChat' | 'chatRules'>,
  { id, by, ageMs }: SentAct,
  act: ChatAct,
): Promise<ActOutcome> {
  const incoming = incomingOf(act, { id, by, atMs: Date.now() - ageMs });
  const token = readToken(act.token)?.session;
  if (incoming === undefined || token === undefined) {
    return nothing('this button is of another version');
  }
  const session = inChat(token);
  const isDone = session.store.ledger().sources.includes(id);
  const rules = chatRules();
  const why = isDone
    ? undefined
    : (chatRefusal(act.sender, rules, ageMs) ?? overWords(session, act));
  if (why !== undefined) return nothing(why);
  const opened = { ...session, isOfAnybody: isOfAnybody(act.sender, rules) };
  const reply = await applyToSession({ open: () => opened, now: Date.now }, incoming);
  return { isDone: reply.hasEffect === true, said: reply.said, reply };
}

/** Why the session is none, or no longer in the iteration, that the person meant. */
function overWords(
  { path, store }: OpenedSession,
  { folder, iteration }: ChatAct,
): string | undefined {
  if (!path.endsWith(`/${folder}`)) return `${folder} is not on its machine any more`;
  return iteration === undefined || iteration === look(store).iteration
    ? undefined
    : 'it has gone on since; look at it, and act again';
}

function nothing(why: string): ActOutcome {
  return { isDone: false, said: `Nothing was done: ${why}.` };
}
