import { printable } from './printable.ts';

export const LINES_KEPT = 10;
const LONGEST_LINE = 200;

/** An untrusted text in one short printable line. */
export function shortLine(text: string): string {
  return printable(text, LONGEST_LINE);
}

/** The first different texts, each in one short printable line. */
export function shortLines(texts: readonly string[]): readonly string[] {
  const lines = new Set(texts.map(shortLine));
  return [...lines].slice(0, LINES_KEPT);
}
