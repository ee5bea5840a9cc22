import type { ChatReply } from '../../../../domain/people/chat.ts';
import { openClient, type TelegramOptions, withoutSecrets } from '../client.ts';
import { deliver, editOf } from './reply.ts';
import { type ShownMessage, shownMessage } from './schema.ts';

/** The outcome of a message that was answered before. */
interface Late {
  readonly reply: ChatReply;
  readonly topic: number | undefined;
  readonly chats: readonly string[];
  /** The message with the button, or that was replied to, as it was then. */
  readonly under: unknown;
}

/** Tells late outcomes; returns the reason if one could not be sent. */
export function lateDelivery(
  options: TelegramOptions,
): (late: Late) => Promise<string | undefined> {
  // Of two acts on one message the later one was made before the outcome of the first was below it.
  const changed = new Map<string, ShownMessage>();
  return async ({ reply, topic, chats, under }) => {
    using client = await openClient(options);
    const { chatId } = options;
    // The id of the chat comes first, and then, of the configured one, its names.
    const to = { chatId: chats.includes(chatId) ? chatId : (chats[0] ?? chatId), topic };
    const then = shownMessage.safeParse(under).data;
    const name = `${to.chatId} ${then?.message_id}`;
    const now = changed.get(name) ?? then;
    const why = await deliver(client, to, { reply, callback: undefined, under: now });
    if (why !== undefined) return withoutSecrets(options, why);
    const edited = now && editOf(now, reply, client.buttons);
    if (edited !== undefined) changed.set(name, edited);
    return undefined;
  };
}
