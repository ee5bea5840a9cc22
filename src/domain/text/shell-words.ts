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

/** One line that a shell, and `splitShellWords`, split into exactly these words again. */
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
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
