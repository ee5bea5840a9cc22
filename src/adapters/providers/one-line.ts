import { BEL, CSI_SEQUENCE, ESC } from './terminal-sequences.ts';

/** Terminal commands as a whole (CSI, OSC and the two-character ones), so that no `[31m` stays behind. */
const TERMINAL_SEQUENCES = new RegExp(
  [CSI_SEQUENCE, `${ESC}\\][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\\\)?`, `${ESC}.?`].join('|'),
  'gsu',
);
/** They reverse the text that follows, so that it reads as something else. */
const BIDI_CONTROLS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;
const LONE_SURROGATES = /\p{Cs}/gu;

/**
 * Foreign text as one line for people's eyes: no control characters, terminal sequences or bidi
 * controls, blanks run together, at most `limit` UTF-16 units, an ellipsis where it was cut.
 */
export function oneLine(text: string, limit: number): string {
  // Only the beginning of a long text is examined; the factor leaves room for removed characters.
  const clean = text
    .slice(0, limit * 8)
    .replace(TERMINAL_SEQUENCES, '')
    .replace(BIDI_CONTROLS, '')
    .replace(LONE_SURROGATES, '\ufffd')
    .replace(UNPRINTABLE, ' ')
    .trim();
  return clean.length <= limit ? clean : `${withoutHalfPair(clean.slice(0, limit - 1))}…`;
}

function withoutHalfPair(text: string): string {
  return text.replace(/\p{Cs}$/u, '');
}
