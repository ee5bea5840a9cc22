import { readToken, type Token, writeToken } from './token.ts';

/**
 * How a reply to a message of ours is known: by an invisible link in it, or, where Telegram refused
 * the markup, by its last line.
 */

/** The text of the link: a zero-width non-joiner, which each client shows as nothing. */
export const HIDDEN = '\u200c';

const URL = /^https?:\/\/t\.me\/#samocode#([\w.]+)$/;
const LINE = /^ref ([\w.]+)$/;

/** The address of the invisible link. */
export function referenceUrl(token: Token): string {
  return `http://t.me/#samocode#${writeToken(token)}`;
}

/** The visible form, for a message without markup. */
export function referenceLine(token: Token): string {
  return `ref ${writeToken(token)}`;
}

/** Finds the token of a message of ours: the first of its links that is one, else its last line of that form. */
export function referenceIn(message: string, links: readonly string[]): Token | undefined {
  const hidden = links.map((link) => URL.exec(link)?.[1]).find((found) => found !== undefined);
  if (hidden !== undefined) return readToken(hidden);
  const lines = message.split('\n').map((line) => LINE.exec(line.trim())?.[1]);
  const last = lines.findLast((line) => line !== undefined);
  return last === undefined ? undefined : readToken(last);
}

/** Text of others in which no line is taken for ours. */
export function withoutReferences(text: string): string {
  return text
    .split('\n')
    .map((line) => (LINE.test(line.trim()) ? `“${line.trim()}”` : line))
    .join('\n');
}
