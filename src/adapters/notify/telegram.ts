import type { Notice, Notifier } from '../../app/ports.ts';
import type { TelegramBox } from './telegram-box.ts';
import {
  openClient,
  whyNot,
  withoutSecrets,
  type TelegramClient,
  type TelegramOptions,
} from './telegram-client.ts';
import { renderMessage, telegramMessages, type TelegramMessage } from './telegram-message.ts';

/**
 * Tells over the Telegram Bot API. `tell` never rejects, ends within `totalLimitMs` (30 s) for each of
 * its messages, and what it answers is one printable line without the token. With a box, a notice that
 * was told within the hour is not told again, nor more than its limit an hour; what needs a person always is.
 */
export function telegramNotifier(options: TelegramOptions, box?: TelegramBox): Notifier {
  return {
    async tell(notice) {
      try {
        const messages = telegramMessages(notice);
        if (box !== undefined && !isDue(box, notice)) return undefined;
        using client = await openClient(options);
        for (const message of messages) {
          const reason = await sendMessage(client, options.chatId, message);
          if (reason !== undefined) return withoutSecrets(options, reason);
        }
        return undefined;
      } catch (error) {
        return withoutSecrets(options, String(error));
      }
    },
  };
}

/** "Needs you" and "gave up" are never held back. */
const ALWAYS: readonly Notice['kind'][] = ['waiting', 'blocked', 'error'];

function isDue(box: TelegramBox, notice: Notice): boolean {
  if (notice.path !== undefined) box.register({ name: notice.session, path: notice.path });
  if (ALWAYS.includes(notice.kind)) return true;
  return box.mayTell(JSON.stringify([notice.path, notice.kind, notice.iteration, notice.text]));
}

/** As HTML, and as plain text when the markup is refused; says why it could not be sent. */
export async function sendMessage(
  client: TelegramClient,
  chatId: string,
  message: TelegramMessage,
): Promise<string | undefined> {
  const { html, plain, markup } = renderMessage(message);
  const common = {
    chat_id: chatId,
    link_preview_options: { is_disabled: true },
    ...(markup === undefined ? {} : { reply_markup: markup }),
  };
  const send = client.sender();
  const answer = await send('sendMessage', { ...common, text: html, parse_mode: 'HTML' });
  if (answer.kind !== 'refused' || answer.status !== 400) return whyNot(answer);
  return whyNot(await send('sendMessage', { ...common, text: plain }));
}
