import type { EnvSetting } from './env-scan.ts';

interface Reading {
  /** Keys that a value should not hold. */
  readonly known: readonly string[];
  /** The setting as it would keep its whole value. */
  readonly written: (setting: EnvSetting) => string;
}

/**
 * What dotenv most likely reads in another way than it is meant, to be read on after the key. A `#` with
 * blanks on both sides is a comment, and no slip.
 */
export function slipsIn(setting: EnvSetting, { known, written }: Reading): readonly string[] {
  const { raw, line, lastLine } = setting;
  const slips: string[] = [];
  if (isCut(setting)) {
    slips.push(`is cut at an unquoted # (to keep the whole value: ${written(setting)})`);
  }
  if (raw.startsWith('=')) slips.push('begins with a second = (one is enough)');
  const odd = /[\u00a0\u2007\u200b-\u200d\u202f\u2060\ufeff]/.exec(raw)?.[0];
  if (odd !== undefined) {
    slips.push(`has the invisible character ${named(odd)} in it (type it again as a blank)`);
  }
  const quote = /^[\u2018-\u201f\u00ab\u00b4]/.exec(raw)?.[0];
  if (quote !== undefined)
    slips.push(`begins with ${named(quote)}, which is no quote (use ' or ")`);
  const swallowed = lastLine > line ? keyIn(raw, known) : undefined;
  if (swallowed !== undefined) {
    slips.push(
      `goes on to line ${lastLine} and takes ${swallowed} into its value (close its quote)`,
    );
  }
  return slips;
}

/** Whether a `#` ended a value that was most likely meant to go on. */
function isCut({ raw, comment, gap }: EnvSetting): boolean {
  if (comment === '' || /^(['"`])[\s\S]*\1$/.test(raw)) return false;
  const isComment = (gap !== '' || raw === '') && /^#+(?:\s|$)/.test(comment);
  return !isComment || hasOpenQuote(raw);
}

function hasOpenQuote(raw: string): boolean {
  const bare = raw.replace(/\\./g, '').replace(/'[^']*'|"[^"]*"|`[^`]*`/g, '');
  return /['"`]/.test(bare);
}

function keyIn(raw: string, known: readonly string[]): string | undefined {
  const keys = [...raw.matchAll(/^\s*(?:export\s+)?([\w.-]+)\s*=/gm)].map(([, key = '']) => key);
  return keys.find((key) => known.includes(key));
}

function named(character: string): string {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
