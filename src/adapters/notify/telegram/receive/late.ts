import type { ChatReply } from '../../../../domain/people/chat.ts';
import { openClient, type TelegramOptions } from '../client.ts';
import { withoutSecrets } from '../secrets.ts';
import type { Outcomes } from './outcomes.ts';
import { deliver } from './reply.ts';
import { shownMessage } from './schema.ts';

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
  outcomes: Outcomes,
): (late: Late) => Promise<string | undefined> {
  return async ({ reply, topic, chats, under: then }) => {
    using client = await openClient(options);
    const { chatId } = options;
    // The id of the chat comes first, and then, of the configured one, its names.
    const to = { chatId: chats.includes(chatId) ? chatId : (chats[0] ?? chatId), topic };
    const under = shownMessage.safeParse(then).data;
    const why = await deliver(client, to, { reply, callback: undefined, under, outcomes });
    return why === undefined ? undefined : withoutSecrets(options, why);
  };
}
