import type { Notice } from '../../app/ports.ts';
import { printable, printableLines } from '../../domain/printable.ts';

/** One notice, in both forms the API can be given. */
export interface TelegramMessage {
  /** For `parse_mode: HTML`; everything that is not our own markup is escaped. */
  readonly html: string;
  readonly plain: string;
}

/** The API's limit, in UTF-16 units of what is left when markup and escapes are taken away. */
const TEXT_LIMIT = 4096;
const NAME_LIMIT = 200;

const TITLES = {
  waiting: '⏳ Waiting for you',
  blocked: '⛔ Blocked',
  complete: '✅ Complete',
  error: '❌ Error',
  limit: '🕒 Limit',
} as const satisfies Record<Notice['kind'], string>;

/**
 * The notice as Telegram takes it: title, session and place, then the text, cut to the API's limit. It is
 * cut before it is escaped, so no escape is ever torn.
 */
export function telegramMessage(notice: Notice): TelegramMessage {
  const session = printable(notice.session, NAME_LIMIT);
  const phase = printable(notice.phase, NAME_LIMIT);
  const title = `${TITLES[notice.kind]}: ${session}`;
  const place = `phase ${phase}, iteration ${notice.iteration}`;
  const head = `${title}\n${place}\n\n`;
  const text = cutUnits(printableLines(notice.text), TEXT_LIMIT - head.length);
  return {
    html: `<b>${escaped(title)}</b>\n${escaped(place)}\n\n${escaped(text)}`,
    plain: `${head}${text}`,
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
function cutUnits(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const kept = text.slice(0, limit - 1);
  return `${/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}
