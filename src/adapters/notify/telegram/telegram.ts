import type { Notice, NoticeKind, Notifier, Undelivered } from '../../../app/ports/notifier.ts';
import { isForPerson } from '../../../domain/session/standing.ts';
import type { TelegramAnswer } from './api.ts';
import type { BotState } from './bot-state.ts';
import {
  type Destination,
  openClient,
  type TelegramClient,
  type TelegramOptions,
  whyNot,
} from './client.ts';
import { sendFile } from './file.ts';
import { renderMessage, type TelegramMessage } from './message.ts';
import { telegramMessages } from './notice.ts';
import type { Telling } from './questions.ts';
import { withoutSecrets } from './secrets.ts';

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
        const below = isForPerson(notice.kind) ? unheard() : undefined;
        const parts = partsOf(notice, { shown, below });
        if (bot !== undefined && !isDue(bot, notice, options.topic)) return undefined;
        const failure = await tellAll(options, parts, shown);
        if (failure === undefined && bot !== undefined) countTold(bot, notice);
        return failure;
      } catch (error) {
        return { reason: withoutSecrets(options, String(error)), unsure: false, shown };
      }
    },
  };
}

/** A request that shows a part of a notice. */
interface Part {
  readonly names: readonly string[];
  readonly send: (client: TelegramClient, to: Destination) => Promise<TelegramAnswer>;
}

function partsOf(notice: Notice, telling: Telling): readonly Part[] {
  const messages = telegramMessages(notice, telling).map((message) => ({
    names: message.names,
    send: (client: TelegramClient, to: Destination) => send(client, to, message),
  }));
  const files = (notice.files ?? []).map((file) => ({
    names: [`file ${file.name}`],
    send: (client: TelegramClient, to: Destination) => sendFile(client, to, file),
  }));
  return [
    ...messages,
    ...files.filter(({ names }) => !names.every((name) => telling.shown.includes(name))),
  ];
}

/**
 * One after the other, up to the first that does not get through. One whose own content is refused,
 * where another was taken, never will: it counts as shown, and the others are told without it.
 */
async function tellAll(
  options: TelegramOptions,
  parts: readonly Part[],
  before: readonly string[],
): Promise<Undelivered | undefined> {
  const shown = [...before];
  let refused: string | undefined;
  using client = await openClient(options);
  for (const part of parts) {
    const answer = await part.send(client, options);
    const reason = whyNot(answer);
    const isHopeless = shown.length > 0 && answer.kind === 'refused' && answer.status === 400;
    if (reason !== undefined && !isHopeless) {
      const unsure = answer.kind === 'unanswered';
      return { reason: withoutSecrets(options, reason), unsure, shown };
    }
    refused ??= reason;
    shown.push(...part.names);
  }
  if (refused === undefined) return undefined;
  return { reason: withoutSecrets(options, refused), unsure: false, shown };
}

/** "Needs you", "gave up" and the notice on the queue, which `work` sends once, are never held back. */
const ALWAYS: readonly NoticeKind[] = ['waiting', 'blocked', 'failed', 'disk', 'queue'];

function isDue(bot: BotState, notice: Notice, topic: number | undefined): boolean {
  const { session: name, path, config } = notice;
  if (path !== undefined) bot.register({ name, path, config, topic });
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

/** Says why it could not be sent. */
export async function sendMessage(
  client: TelegramClient,
  to: Destination,
  message: TelegramMessage,
): Promise<string | undefined> {
  return whyNot(await send(client, to, message));
}

/** As HTML, and as plain text when the markup is refused. */
async function send(
  client: TelegramClient,
  { chatId, topic }: Destination,
  message: TelegramMessage,
): Promise<TelegramAnswer> {
  const { html, plain, markup } = renderMessage(message, client.buttons);
  const common = {
    chat_id: chatId,
    message_thread_id: topic,
    link_preview_options: { is_disabled: true },
    ...(message.isSilent === true ? { disable_notification: true } : {}),
    ...(markup === undefined ? {} : { reply_markup: markup }),
  };
  const post = client.sender();
  const answer = await post('sendMessage', { ...common, text: html, parse_mode: 'HTML' });
  if (answer.kind !== 'refused' || answer.status !== 400) return answer;
  return await post('sendMessage', { ...common, text: plain });
}
