import type { Notice, NoticeKind, Notifier, Undelivered } from '../../app/ports/notifier.ts';
import { writeToken } from '../../domain/people/chat.ts';
import { isForPerson } from '../../domain/session/standing.ts';
import { printableLines } from '../../domain/text/printable.ts';
import type { BotState } from './bot-state.ts';
import type { TelegramAnswer } from './telegram-api.ts';
import {
  openClient,
  type TelegramClient,
  type TelegramOptions,
  whyNot,
  withoutSecrets,
} from './telegram-client.ts';
import {
  cutUnits,
  renderMessage,
  type TelegramMessage,
  telegramMessages,
} from './telegram-message.ts';

/**
 * Tells over the Telegram Bot API. `tell` never rejects, ends within `totalLimitMs` (30 s) for each of
 * its messages, and its reason is one printable line without the token. With a bot's state, a notice that
 * was told within the hour is not told again, nor more than its limit an hour; what needs a person always is.
 * `unheard` says in one line that no process reads the person's reply, where that is so.
 */
export function telegramNotifier(
  options: TelegramOptions,
  bot: BotState | undefined,
  unheard: () => string | undefined,
): Notifier {
  return {
    async tell(notice, shown = []) {
      // No message is sent when a session goes on.
      if (notice.kind === 'resumed') return undefined;
      try {
        const messages = telegramMessages(withUnheard(notice, unheard));
        if (bot !== undefined && !isDue(bot, notice)) return undefined;
        const failure = await tellAll(options, messages, shown);
        if (failure === undefined && bot !== undefined) countTold(bot, notice);
        return failure;
      } catch (error) {
        return { reason: withoutSecrets(options, String(error)), unsure: false, shown };
      }
    },
  };
}

/**
 * One after the other, up to the first that does not get through. One whose own content is refused,
 * where another was taken, never will: it counts as shown, and the others are told without it.
 */
async function tellAll(
  options: TelegramOptions,
  messages: readonly TelegramMessage[],
  before: readonly string[],
): Promise<Undelivered | undefined> {
  const shown = [...before];
  let refused: string | undefined;
  using client = await openClient(options);
  for (const message of messages) {
    const name = nameOf(message);
    if (shown.includes(name)) continue;
    const answer = await send(client, options.chatId, message);
    const reason = whyNot(answer);
    const isHopeless = shown.length > 0 && answer.kind === 'refused' && answer.status === 400;
    if (reason !== undefined && !isHopeless) {
      const unsure = answer.kind === 'unanswered';
      return { reason: withoutSecrets(options, reason), unsure, shown };
    }
    refused ??= reason;
    shown.push(name);
  }
  if (refused === undefined) return undefined;
  return { reason: withoutSecrets(options, refused), unsure: false, shown };
}

/** The same for the same question, also when the notice has others by then. */
function nameOf({ reference }: TelegramMessage): string {
  return reference === undefined ? '' : writeToken(reference);
}

/** "Needs you", "gave up" and the notice on the queue, which `work` sends once, are never held back. */
const ALWAYS: readonly NoticeKind[] = ['waiting', 'blocked', 'failed', 'disk', 'queue'];

function isDue(bot: BotState, notice: Notice): boolean {
  if (notice.path !== undefined)
    bot.register({ name: notice.session, path: notice.path, config: notice.config });
  return ALWAYS.includes(notice.kind) || bot.mayTell(keyOf(notice));
}

function countTold(bot: BotState, notice: Notice): void {
  if (ALWAYS.includes(notice.kind)) return;
  try {
    bot.told(keyOf(notice));
  } catch {
    // It was told; that the same may be told again within the hour is all that comes of it.
  }
}

function keyOf(notice: Notice): string {
  return JSON.stringify([notice.path, notice.kind, notice.iteration, notice.text]);
}

/** Leaves room for the line below it: a message has 4096 units, its title and place at most 800. */
const REASON_LENGTH = 2500;

function withUnheard(notice: Notice, unheard: () => string | undefined): Notice {
  if (!isForPerson(notice.kind)) return notice;
  const line = unheard();
  if (line === undefined) return notice;
  return { ...notice, text: `${cutUnits(printableLines(notice.text), REASON_LENGTH)}\n\n${line}` };
}

/** Says why it could not be sent. */
export async function sendMessage(
  client: TelegramClient,
  chatId: string,
  message: TelegramMessage,
): Promise<string | undefined> {
  return whyNot(await send(client, chatId, message));
}

/** As HTML, and as plain text when the markup is refused. */
async function send(
  client: TelegramClient,
  chatId: string,
  message: TelegramMessage,
): Promise<TelegramAnswer> {
  const { html, plain, markup } = renderMessage(message, client.buttons);
  const common = {
    chat_id: chatId,
    link_preview_options: { is_disabled: true },
    ...(message.isSilent === true ? { disable_notification: true } : {}),
    ...(markup === undefined ? {} : { reply_markup: markup }),
  };
  const post = client.sender();
  const answer = await post('sendMessage', { ...common, text: html, parse_mode: 'HTML' });
  if (answer.kind !== 'refused' || answer.status !== 400) return answer;
  return await post('sendMessage', { ...common, text: plain });
}
