import { jsonOf } from '../../domain/text/read-json.ts';

const ESC = '\\u001b';
const BEL = '\\u0007';
const ST = `(?:${ESC}\\\\|\\u009c)`;
const CSI = `(?:${ESC}\\[|\\u009b)[0-?]*[ -/]*`;
/**
 * The sequences that can come before a JSON object on its line: a CSI, and a string (OSC, DCS, SOS, PM,
 * APC, a title of `screen`) with its terminator. The `{` of an object ends no CSI that was cut.
 */
const SEQUENCE_BEFORE_OBJECT = [
  `${CSI}(?:[@-z|}~]|\\{(?!\\s*"))?`,
  `(?:${ESC}[\\]PX^_k]|[\\u0090\\u0098\\u009d-\\u009f])[^${BEL}${ESC}\\u009c]*(?:${BEL}|${ST})`,
].join('|');

/** A sequence as a whole, so that a `{` in it is passed over, or the beginning of an object. */
const BEGINNING = new RegExp(`${SEQUENCE_BEFORE_OBJECT}|\\{(?=\\s*")`, 'gu');
/** More than any title, prompt or progress bar takes. */
const PREFIX_LIMIT = 64 * 1024;

/**
 * The JSON value of a line of a CLI's stdout. A wrapper, a hook or a terminal may put text around the
 * object: a title, a colour, a byte order mark, NUL bytes, a shell prompt. The object is then read from
 * its first `{` to its last `}`. Undefined for a line without one, and for one that was cut: no object
 * within an object is taken for the line.
 */
export function jsonOfLine(line: string): unknown {
  return jsonOf(line) ?? jsonOf(objectText(line));
}

/** The line without text around its object; a line without an object as it is. */
export function objectText(line: string): string {
  const start = objectStart(line);
  return start === -1 ? line : line.slice(start, line.lastIndexOf('}') + 1);
}

function objectStart(line: string): number {
  if (line.startsWith('{')) return 0;
  for (const found of line.slice(0, PREFIX_LIMIT).matchAll(BEGINNING)) {
    if (found[0] === '{') return found.index;
  }
  return -1;
}
