import type { Notice, NoticeKind } from '../../app/ports/notifier.ts';
import { type ChatMessage, referenceLine, withoutReferences } from '../../domain/people/chat.ts';
import { printable, printableLines } from '../../domain/text/printable.ts';
import type { ButtonData } from './button-data.ts';

/** A message on its way, before it is made safe. */
export type TelegramMessage = ChatMessage & {
  /** Below the title. */
  readonly place?: string;
  /** It comes without a sound. */
  readonly isSilent?: boolean | undefined;
};

/** A message in both forms the API can be given. */
export interface RenderedMessage {
  /** For `parse_mode: HTML`; everything that is not our own markup is escaped. */
  readonly html: string;
  readonly plain: string;
  /** `reply_markup` (https://core.telegram.org/bots/api#sendmessage). */
  readonly markup: object | undefined;
}

/** The API's limit, in UTF-16 units without markup and escapes. */
const TEXT_LIMIT = 4096;
const TITLE_LIMIT = 400;
const NAME_LIMIT = 200;

const TITLES = {
  waiting: '⏳ Waiting for you',
  opened: '🔓 Gate opened',
  changed: '✏️ Settings changed',
  blocked: '⛔ Blocked',
  done: '✅ Complete',
  failed: '❌ Error',
  disk: '❌ Error',
  parked: '🕒 Limit',
  outage: '📡 Outage',
  recovered: '📡 Works again',
  fallback: '🔁 Other provider',
  stronger: '💪 Stronger profile',
  cost: '💸 Cost limit',
  resumed: '▶️ Goes on',
  paused: '⏸ Paused',
  stopped: '⏹ Stopped',
  queue: '📋 Queue',
} as const satisfies Record<Exclude<NoticeKind, 'checkpoint'>, string>;

/**
 * The messages of a notice: itself, then one message per question; each names its session. None for a
 * checkpoint, which is no news to a person.
 */
export function telegramMessages(notice: Notice): readonly TelegramMessage[] {
  const { kind } = notice;
  if (kind === 'checkpoint') return [];
  if (kind === 'queue') return [{ title: TITLES.queue, text: notice.text, buttons: [] }];
  const session = printable(notice.session, NAME_LIMIT);
  const place = `phase ${printable(notice.phase, NAME_LIMIT)}, iteration ${notice.iteration}`;
  const own: TelegramMessage = {
    title: `${TITLES[kind]}: ${session}`,
    place,
    text: notice.text,
    buttons: notice.buttons ?? [],
    reference: notice.reference,
    isSilent: notice.isSilent,
  };
  const questions = notice.questions ?? [];
  return [own, ...questions.map((question) => ({ ...question, place: session }))];
}

/**
 * The message in Telegram's format: title, place, text, and the line that identifies it in a reply;
 * cut to the API's limit before it is escaped, so that no escape is cut.
 */
export function renderMessage(
  message: TelegramMessage,
  data: Pick<ButtonData, 'write'>,
): RenderedMessage {
  const title = printable(message.title, TITLE_LIMIT);
  const place = message.place === undefined ? '' : `${printable(message.place, TITLE_LIMIT)}\n`;
  const known = message.reference === undefined ? '' : `\n\n${referenceLine(message.reference)}`;
  const rest = TEXT_LIMIT - title.length - place.length - known.length - 2;
  const text = cutUnits(withoutReferences(printableLines(message.text)), rest);
  const below = `${title === '' ? '' : `\n${place}\n`}${text}${known}`;
  return {
    html: `${title === '' ? '' : `<b>${escaped(title)}</b>`}${escaped(below)}`,
    plain: `${title}${below}`,
    markup: markupOf(message, data),
  };
}

function markupOf(
  { buttons, asksForReply }: ChatMessage,
  data: Pick<ButtonData, 'write'>,
): object | undefined {
  if (asksForReply === true) return { force_reply: true };
  if (buttons.length === 0) return undefined;
  return {
    inline_keyboard: buttons.map((row) =>
      row.map(({ text, token }) => ({
        text: printable(text, NAME_LIMIT) || '…',
        callback_data: data.write(token),
      })),
    ),
  };
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** The first `limit` UTF-16 units, never half a surrogate pair; `text` must be well formed. */
export function cutUnits(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const kept = text.slice(0, limit - 1);
  return `${/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}
