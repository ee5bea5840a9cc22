import {
  openClient,
  REQUEST_LIMIT_MS,
  withoutSecrets,
  type TelegramOptions,
} from './telegram-client.ts';

/**
 * Asks the Bot API for the chat, and sends nothing (https://core.telegram.org/bots/api#getchat). Says
 * why it could not, without the token and the proxy's password; undefined when token and chat are right. Never rejects.
 */
export async function checkTelegram(options: TelegramOptions): Promise<string | undefined> {
  try {
    using client = await openClient(options);
    const how = { limitMs: REQUEST_LIMIT_MS, stop: client.ending };
    const answer = await client.ask('getChat', { chat_id: options.chatId }, how);
    switch (answer.kind) {
      case 'delivered':
        return undefined;
      case 'later':
        return 'it has too many requests of this bot now';
      case 'refused':
      case 'failed':
      case 'unanswered':
        return withoutSecrets(options, answer.reason);
    }
  } catch (error) {
    return withoutSecrets(options, String(error));
  }
}
