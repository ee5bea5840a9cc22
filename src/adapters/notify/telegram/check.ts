import type { TelegramFacts } from '../../../app/reading/doctor.ts';
import { openClient, REQUEST_LIMIT_MS, type TelegramOptions, withoutSecrets } from './client.ts';

/**
 * Asks the Bot API for the chat (https://core.telegram.org/bots/api#getchat), and sends no message; in a topic
 * the bot is shown as typing for a moment. A reason has neither the token nor the proxy's password. Never
 * rejects.
 */
export async function checkTelegram(options: TelegramOptions): Promise<TelegramFacts> {
  try {
    let lostTopic: number | undefined;
    const onLostTopic = (topic: number): void => {
      lostTopic = topic;
    };
    using client = await openClient({ ...options, onLostTopic });
    const how = { limitMs: REQUEST_LIMIT_MS, stop: client.ending };
    const answer = await client.ask('getChat', { chat_id: options.chatId }, how);
    switch (answer.kind) {
      case 'delivered': {
        if (options.topic !== undefined) {
          const topic = { chat_id: options.chatId, message_thread_id: options.topic };
          await client.ask('sendChatAction', { ...topic, action: 'typing' }, how);
          if (lostTopic !== undefined) return { kind: 'lost topic', topic: lostTopic };
        }
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
