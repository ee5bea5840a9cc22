import { printable } from './printable.ts';

/** The words of a command line, or why it has none. */
export type ShellWords =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | {
      readonly kind: 'unbalanced';
      readonly missing: Missing;
    };

type Missing = 'single quote' | 'double quote' | 'character after the last backslash';

/** A piece of a line: blanks, '…', "…", \x, plain text, or one character that closes nothing. */
const PIECE = /(\s+)|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\]+)|(['"\\])/g;

/**
 * Splits as a POSIX shell would: quotes and backslashes. Nothing is expanded: no variables, no
 * globs, no `~`, no comments. Never throws.
 */
export function splitShellWords(text: string): ShellWords {
  const words: string[] = [];
  let word: string | undefined;
  for (const [, blank, single, double, escaped, plain, open] of text.matchAll(PIECE)) {
    if (open !== undefined) return { kind: 'unbalanced', missing: missingFor(open) };
    if (blank !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (escaped === '\n') {
      // A continued line is no word of its own.
    } else {
      word = (word ?? '') + (single ?? unescapeDouble(double) ?? escaped ?? plain ?? '');
    }
  }
  if (word !== undefined) words.push(word);
  return { kind: 'words', words };
}

/**
 * One printable line that bash and zsh split into exactly these words again. A word that `printable` would
 * change (a line break, an escape sequence, a bidi control) is written as `$'…'`; `splitShellWords`
 * reads all other words.
 */
export function joinShellWords(words: readonly string[]): string {
  return words.map(quoteShellWord).join(' ');
}

function missingFor(open: string): Missing {
  if (open === "'") return 'single quote';
  return open === '"' ? 'double quote' : 'character after the last backslash';
}

/** Within double quotes a backslash escapes only these; before anything else it stays. */
function unescapeDouble(text: string | undefined): string | undefined {
  return text?.replace(/\\([$`"\\\n])/g, (_, char: string) => (char === '\n' ? '' : char));
}

function quoteShellWord(word: string): string {
  if (/^[\w@%+:,./-][\w@%+=:,./-]*$/.test(word)) return word;
  if (printable(word) === word) return `'${word.replaceAll("'", `'\\''`)}'`;
  return `$'${word.replace(/[^]/gu, escapeCharacter)}'`;
}

/** As octal numbers of its bytes where it is not printable: the only form that depends on no locale. */
function escapeCharacter(character: string): string {
  if (character === "'" || character === '\\') return `\\${character}`;
  if (character === '\n') return String.raw`\n`;
  if (printable(character) === character) return character;
  return [...Buffer.from(character)]
    .map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
    .join('');
}
