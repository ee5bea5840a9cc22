import * as z from 'zod/mini';
import type { Incoming } from '../../people/chat.ts';
import { readToken, type Token, writeToken } from '../../people/token.ts';
import type { DataOf } from '../../text/read-json.ts';

/** A message from Telegram about a session, which its machine carries out. */
export const chatAct = z.object({
  kind: z.literal('chat'),
  /** The bot that received it (`Circle.botId`). */
  bot: z.string(),
  /** The button that was pressed, or the reference of the message that was replied to. */
  token: z.string(),
  /** The kind of the token: a stop is not repeated on another machine. */
  about: z.string(),
  /** The words of a reply; undefined: a button was pressed. */
  text: z.optional(z.string()),
  topic: z.optional(z.number()),
  /** `under` of the message, for an answer that comes late. */
  under: z.optional(z.unknown()),
  isEdited: z.optional(z.literal(true)),
  /** The name of the session's folder: another session of the same name is not meant. */
  folder: z.string(),
  /** The iteration that the fleet knew of, of an act that names nothing it saw: it is for no later one. */
  iteration: z.optional(z.number()),
  sender: z.object({ user: z.number(), chats: z.array(z.string()), isGroup: z.boolean() }),
});
export type ChatAct = DataOf<typeof chatAct>;

/** A press, or a reply to a message of the session. */
export interface ChatMeant {
  readonly token: Token;
  readonly text?: string | undefined;
}

/** The token that an incoming message names, with the words that were said about it; undefined: it names no session. */
export function meantBy({ what }: Pick<Incoming, 'what'>): ChatMeant | undefined {
  if (what.kind === 'press') return what.token && { token: what.token };
  if (what.kind === 'text') return what.reference && { token: what.reference, text: what.text };
  return undefined;
}

/** Undefined: it is not known who said it. */
export function chatActOf(
  incoming: Incoming,
  { token, text }: ChatMeant,
  { folder, iteration }: { readonly folder: string; readonly iteration: number | null },
): ChatAct | undefined {
  const { topic, isEdited, sender, under } = incoming;
  if (sender === undefined) return undefined;
  const isOfIteration = token.kind === 'resume' || token.kind === 'none';
  return {
    ...{ kind: 'chat', bot: botOf(incoming.source), token: writeToken(token), about: token.kind },
    ...(text !== undefined && { text }),
    ...(topic !== undefined && { topic }),
    ...(under !== undefined && { under }),
    ...(isEdited && { isEdited }),
    ...(isOfIteration && iteration !== null && { iteration }),
    ...{ folder, sender: { ...sender, chats: [...sender.chats] } },
  };
}

/** A source is `telegram:<bot>:<number of the update>`. */
function botOf(source: string): string {
  return source.split(':')[1] ?? '';
}

/** The same message on the machine of the session; undefined: it has no token of this version. */
export function incomingOf(
  act: ChatAct,
  { id, by, atMs }: { readonly id: string; readonly by: string; readonly atMs: number },
): Incoming | undefined {
  const token = readToken(act.token);
  if (token === undefined) return undefined;
  const { text, topic, isEdited, sender } = act;
  return {
    ...{ source: id, by, atMs },
    ...(topic !== undefined && { topic }),
    ...(isEdited && { isEdited }),
    sender,
    what: text === undefined ? { kind: 'press', token } : { kind: 'text', text, reference: token },
  };
}
