import type { TelegramFacts } from '../../app/reading/doctor.ts';
import {
  openClient,
  REQUEST_LIMIT_MS,
  type TelegramOptions,
  withoutSecrets,
} from './telegram-client.ts';

/**
 * Asks the Bot API for the chat, and sends nothing (https://core.telegram.org/bots/api#getchat). A reason
 * has neither the token nor the proxy's password. Never rejects.
 */
export async function checkTelegram(options: TelegramOptions): Promise<TelegramFacts> {
  try {
    using client = await openClient(options);
    const how = { limitMs: REQUEST_LIMIT_MS, stop: client.ending };
    const answer = await client.ask('getChat', { chat_id: options.chatId }, how);
    switch (answer.kind) {
      case 'delivered': {
        const chatId = options.chat.current();
        return chatId === options.chatId ? { kind: 'reached' } : { kind: 'moved', chatId };
      }
      case 'later':
        return { kind: 'problem', text: 'it has too many requests of this bot now' };
      case 'refused':
      case 'failed':
      case 'unanswered':
        return { kind: 'problem', text: withoutSecrets(options, answer.reason) };
    }
  } catch (error) {
    return { kind: 'problem', text: withoutSecrets(options, String(error)) };
  }
}
