import type { ChatReply } from '../../../../domain/people/chat.ts';
import { openClient, type TelegramOptions, withoutSecrets } from '../client.ts';
import { deliver } from './reply.ts';

/** Tells the outcome of a message that was answered before; returns the reason if it could not be sent. */
export async function deliverLate(
  options: TelegramOptions,
  {
    reply,
    topic,
    chats,
  }: {
    readonly reply: ChatReply;
    readonly topic: number | undefined;
    readonly chats: readonly string[];
  },
): Promise<string | undefined> {
  using client = await openClient(options);
  const { chatId } = options;
  // The id of the chat comes first, and then, of the configured one, its names.
  const to = { chatId: chats.includes(chatId) ? chatId : (chats[0] ?? chatId), topic };
  const why = await deliver(client, to, { reply, callback: undefined, under: undefined });
  return why === undefined ? undefined : withoutSecrets(options, why);
}
