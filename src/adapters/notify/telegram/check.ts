import * as z from 'zod/mini';
import type { TelegramFacts } from '../../../app/reading/doctor-probes.ts';
import type { TelegramAnswer } from './api.ts';
import { openClient, REQUEST_LIMIT_MS, type TelegramOptions } from './client.ts';
import { withoutSecrets } from './secrets.ts';

const webhookInfo = z.object({ url: z.string().check(z.minLength(1)) });

function hasWebhook(answer: TelegramAnswer): boolean {
  return answer.kind === 'delivered' && z.safeParse(webhookInfo, answer.result).success;
}

/**
 * Asks the Bot API for the chat (https://core.telegram.org/bots/api#getchat) and a webhook, and sends no message; in a topic
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
        if (chatId !== options.chatId) return { kind: 'moved', chatId };
        const info = await client.ask('getWebhookInfo', {}, how);
        return hasWebhook(info) ? { kind: 'webhook' } : { kind: 'reached' };
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
