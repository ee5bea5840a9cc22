import { openDispatcher, type ProxySettings } from './dispatcher.ts';
import { askTelegram } from './telegram-api.ts';
import { withoutSecrets } from './telegram-client.ts';

const LIMIT_MS = 5000;

/**
 * Asks the Bot API for the chat, and sends nothing (https://core.telegram.org/bots/api#getchat). Says
 * why it could not, without the token and the proxy's password; undefined when token and chat are right. Never rejects.
 */
export async function checkTelegram(options: {
  readonly token: string;
  readonly chatId: string;
  readonly apiUrl: string;
  readonly proxy?: ProxySettings;
}): Promise<string | undefined> {
  const { token, chatId, apiUrl } = options;
  const dispatcher = await openDispatcher(options.proxy, LIMIT_MS);
  try {
    const answer = await askTelegram({
      url: `${apiUrl}/bot${encodeURIComponent(token)}/getChat`,
      body: { chat_id: chatId },
      userAgent: 'samocode/doctor',
      dispatcher,
      limitMs: LIMIT_MS,
      stop: undefined,
    });
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
  } finally {
    void dispatcher.destroy().catch(() => undefined);
  }
}
