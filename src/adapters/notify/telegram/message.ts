import type { ChatMessage } from '../../../domain/people/chat.ts';
import {
  HIDDEN,
  referenceLine,
  referenceUrl,
  withoutReferences,
} from '../../../domain/people/reference.ts';
import { printable, printableLines } from '../../../domain/text/printable.ts';
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
export const TEXT_LIMIT = 4096;
const TITLE_LIMIT = 400;
export const NAME_LIMIT = 200;

/**
 * The message in Telegram's format: the invisible reference, title, place and text; cut to the API's limit
 * before it is escaped, so that no escape is cut.
 */
export function renderMessage(
  message: TelegramMessage,
  data: Pick<ButtonData, 'write'>,
): RenderedMessage {
  const { reference } = message;
  const title = printable(message.title, TITLE_LIMIT);
  const place = message.place === undefined ? '' : `${printable(message.place, TITLE_LIMIT)}\n`;
  const known = reference === undefined ? '' : `\n\n${referenceLine(reference)}`;
  const rest = TEXT_LIMIT - title.length - place.length - known.length - 2;
  const text = cutUnits(withoutReferences(printableLines(message.text)), rest);
  const below = `${title === '' ? '' : `\n${place}\n`}${text}`;
  const hidden =
    reference === undefined ? '' : `<a href="${escaped(referenceUrl(reference))}">${HIDDEN}</a>`;
  return {
    html: `${hidden}${title === '' ? '' : `<b>${escaped(title)}</b>`}${escaped(below)}`,
    plain: `${title}${below}${known}`,
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
