/**
 * Words of a crontab line that Debian's cron, cronie, systemd-cron and BusyBox's crond hand to `/bin/sh`
 * unchanged. `%` is a line break to some and plain to others, `#` begins a comment in BusyBox, `\\` is one
 * backslash in Debian's cron, and systemd-cron joins blanks. So none of these is in the line: `tr` makes
 * the characters in the shell, and quotes separate two backslashes or two spaces.
 */
export function joinCronWords(words: readonly string[]): string {
  return words.map(quoteCronWord).join(' ');
}

/** Characters that the line must not contain: the ones above, and invisible ones. */
const UNSAFE = /[%#]|(?! )\s|\p{C}|(?! )\p{Z}|\p{Default_Ignorable_Code_Point}/u;
const RUNS = new RegExp(`(?:${UNSAFE.source})+|(?:(?!${UNSAFE.source}).)+`, 'gsu');
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

function quoteCronWord(word: string): string {
  if (/^[\w@+=:,./-]+$/.test(word)) return word;
  const parts = word.match(RUNS) ?? [];
  return parts.length === 0
    ? "''"
    : parts.map((part) => (UNSAFE.test(part) ? substituted(part) : quoted(part))).join('');
}

/** In single quotes, which are closed and opened again between two backslashes and two spaces. */
function quoted(text: string): string {
  return text
    .split(/(?<=\\)(?=\\)|(?<= )(?= )/)
    .map((piece) => `'${piece.replaceAll("'", `'\\''`)}'`)
    .join('');
}

/** `echo` prints a letter for each byte, and `tr` replaces the letters by the bytes. */
function substituted(text: string): string {
  const bytes = [...new TextEncoder().encode(text)];
  const chunks: number[][] = [];
  for (let at = 0; at < bytes.length; at += LETTERS.length)
    chunks.push(bytes.slice(at, at + LETTERS.length));
  return chunks
    .map((chunk) => {
      const letters = LETTERS.slice(0, chunk.length);
      const octal = chunk.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
      return `"$(echo ${letters}|tr ${letters} '${octal}')"`;
    })
    .join('');
}
