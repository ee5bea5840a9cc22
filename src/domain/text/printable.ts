/* eslint no-control-regex: off -- control characters are what this file is about */

/**
 * Untrusted text as one line that is safe on a terminal, in a log and in a notice: no escape
 * sequence, no control, nothing invisible or reordering, no lone surrogate. Idempotent.
 * `maxLength` counts code points, the closing `…` among them.
 */
export function printable(text: string, maxLength = Infinity): string {
  return cut(clean(text, ' '), maxLength);
}

/** `printable` with each run of blanks as one and none around the text; for the lines of an agent or a tool. */
export function printableWords(text: string, maxLength: number): string {
  // Only the beginning of a long text is examined; the factor leaves room for removed characters.
  const words = clean(text.slice(0, maxLength * 8), ' ').replace(/\s+/g, ' ');
  return cut(words.trim(), maxLength);
}

/** `printable` with its line breaks kept (each as `\n`). */
export function printableLines(text: string): string {
  return clean(text, '\n');
}

/** `printableLines` with tabs and our own colours (`ESC [ number m`) kept: the last look at a whole output. */
export function printableOutput(text: string): string {
  return text
    .split(KEPT_IN_OUTPUT)
    .map((piece, at) => (at % 2 === 1 ? piece : printableLines(piece)))
    .join('');
}

/**
 * JSON text without raw control or invisible characters: every character that `printable` would
 * remove is written as `\uXXXX`, so nothing is lost. `json` must be one line.
 */
export function printableJson(json: string): string {
  return json.replace(UNSAFE, (unsafe) =>
    [...Array(unsafe.length).keys()]
      .map((at) => `\\u${unsafe.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/**
 * Terminal commands: strings (OSC, DCS, SOS, PM, APC) up to their end, CSI sequences, and every
 * other two- or three-character escape. An unterminated string loses only its introducer, so that
 * it cannot hide the text after it. No character class matches a control character, so the time is
 * linear.
 */
const ESCAPE_SEQUENCE = new RegExp(
  [
    '(?:\\x1b[\\]PX^_]|[\\x90\\x98\\x9d-\\x9f])[^\\x00-\\x1f\\x7f-\\x9f]*(?:\\x07|\\x1b\\\\|\\x9c)',
    '(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]',
    '\\x1b[ -/]*[0-~]',
  ].join('|'),
  'g',
);
const KEPT_IN_OUTPUT = /(\x1b\[\d{1,2}m|\t)/;
const LINE_BREAK = /\r\n|[\n\v\f\r\x85\u2028\u2029]/g;
/** Controls and invisible characters: bidi marks, zero-width characters, fillers, tags. */
const UNSAFE = /\p{Cc}|\p{Default_Ignorable_Code_Point}|[\u2028\u2029]/gu;
const UNSAFE_BUT_NEWLINE = /(?!\n)\p{Cc}|\p{Default_Ignorable_Code_Point}/gu;
const LONE_SURROGATE = /\p{Surrogate}/gu;

function clean(text: string, lineBreak: ' ' | '\n'): string {
  return text
    .replace(ESCAPE_SEQUENCE, '')
    .replace(LINE_BREAK, lineBreak)
    .replaceAll('\t', ' ')
    .replace(UNSAFE_BUT_NEWLINE, '')
    .replace(LONE_SURROGATE, '\ufffd');
}

function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  let kept = '';
  let lastFitting = '';
  let count = 0;
  for (const character of text) {
    count += 1;
    if (count > maxLength) return maxLength < 1 ? '' : `${lastFitting}…`;
    lastFitting = kept;
    kept += character;
  }
  return text;
}
