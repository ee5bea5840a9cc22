import { withoutComments } from '../text/markdown/lines.ts';
import {
  isLiteral,
  isName,
  saysLeaveBlank,
  saysMissing,
  withoutInvisible,
} from './placeholder-words.ts';

/**
 * Whether a line holds a placeholder, or nothing, where an answer is expected. In doubt it does: the gate
 * then stays closed, and the person is told. `n/a`, `none` and `-1` are answers.
 */
export function isPlaceholder(line: string): boolean {
  const value = bareValue(line);
  if (value === '' || value.startsWith('<!--')) return true;
  if (value === '*') return false;
  const { core } = unwrap(value);
  if (NOTHING.test(core) || BARE.test(core)) return true;
  return isOnlyMarked(value) || MARKED.test(value);
}

/** Whether a line that is a placeholder holds other words, too; those in brackets explain it. */
export function hasWordsBeside(line: string): boolean {
  const value = bareValue(line);
  if (BARE.test(unwrap(value).core) || isOnlyMarked(value)) return false;
  const rest = value.replace(TOKEN, ' ').replace(BRACKETS, ' ');
  return /[\p{L}\p{N}]/u.test(rest);
}

/** Whether the whole of it is a placeholder because of the marks around it, or by its name. */
function isOnlyMarked(value: string): boolean {
  const { core, isWrapped } = unwrap(value);
  if (!isWrapped) return isName(core);
  if (WRAPPED.test(core) || CHOICE.test(core) || saysLeaveBlank(value)) return true;
  return !isLiteral(value) && (isName(core) || saysMissing(core));
}

/** Whether a line is an option that is not ticked, as in `- [ ] a) Password`. */
export function isUnticked(line: string): boolean {
  return /^\s*(?:>\s*)*[-*+]\s+\[\s*\]/.test(line);
}

const WORD = 'waiting|awaiting|pending|tb[acd]|todo|to[ -]do|unanswered|placeholder';
const PHRASE = [
  WORD,
  'awaiting (?:your )?(?:answer|reply|response|input)',
  '(?:not|no) (?:yet )?answer(?:ed)?(?: yet)?',
  'to be (?:answered|decided|determined|defined|confirmed|discussed|filled(?: in)?)',
  'your (?:answer|reply|response|choice|decision|input)(?: goes)?(?: here)?',
  '(?:answer|reply|response) (?:goes )?here',
  'fill(?: (?:this|me))? in|please (?:answer|reply|respond|choose|decide)',
  'yes ?/ ?no|y ?/ ?n',
].join('|');
const ASKS =
  '(?:please )?(?:choose|select|pick|fill|enter|write|type|put|insert|add|reply|respond|provide|give|answer)';
const MORE = [
  PHRASE,
  `(?:${WORD}) (?:for|on) .*`,
  'answer|reply|response|choice|decision|input|here|empty|blank|open|undecided|none yet|not yet',
  `${ASKS}(?:| .*)(?:answers?|here|one|options?|choice|below|in|response|reply)(?: .*)?`,
].join('|');

const NOTHING = /^(?:[?？]*|\.{2,}|…+|[-–—]+)$/;
const END = '[ .:…!?]*';
const BARE = new RegExp(`^(?:${PHRASE})${END}$`, 'i');
const WRAPPED = new RegExp(`^(?:${MORE})${END}$`, 'is');
const CHOICE = /^(?:[a-z\d]|yes|no)(?:(?: ?[/|,] ?| or )(?:or )?(?:[a-z\d]|yes|no))+$/i;
const MARKS = '[_*`~]{1,6}';
const OPENS = `(?:${MARKS}|[([{<])`;
const CLOSES = `(?:${MARKS}|[)\\]}>])`;
const TOKEN = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${OPENS}(?:${PHRASE})${END}${CLOSES}|(?:${WORD})(?![\\p{L}\\p{N}]))`,
  'giu',
);
/** A placeholder that is marked as one anywhere in the line, or a bare one with an explanation. */
const MARKED = new RegExp(
  `(?<![\\p{L}\\p{N}])${OPENS}(?:${PHRASE})${END}${CLOSES}(?![\\p{L}\\p{N}])` +
    `|^tb[acd](?![\\p{L}\\p{N}])|^(?:${WORD})(?: ?[(:[…]|\\.\\.| [–—-] )`,
  'iu',
);
const BRACKETS = /\([^()]*\)|\[[^[\]]*\]|<[^<>]*>/g;

/** A placeholder is short, and it is looked for in the beginning of a line only. */
const LENGTH_LIMIT = 200;

/** The beginning, without comments, quote and list marks and hourglass. */
function bareValue(line: string): string {
  return withoutInvisible(withoutComments(line))
    .trim()
    .slice(0, LENGTH_LIMIT)
    .replace(/^(?:>\s*)+/, '')
    .replace(/^[-+](?:\s+|$)|^\*\s+/, '')
    .replace(/^(?:[⏳⌛]\uFE0F?\s*)+/u, '')
    .trim();
}

const PAIRS = ['()', '[]', '{}', '<>', '""', "''", '“”', '«»', '（）', '【】', '「」'];
const LIMIT = 6;

/** Without the marks and brackets around the whole of it. */
function unwrap(value: string): { readonly core: string; readonly isWrapped: boolean } {
  let core = value;
  for (let depth = 0; depth < LIMIT; depth += 1) {
    const inner = innerOf(core);
    if (inner === core) break;
    core = inner;
  }
  return { core, isWrapped: core !== value };
}

function innerOf(text: string): string {
  if (
    PAIRS.some(
      (pair) =>
        text.length > 1 && text.startsWith(pair.slice(0, 1)) && text.endsWith(pair.slice(1)),
    )
  ) {
    return text.slice(1, -1).trim();
  }
  let from = 0;
  let to = text.length;
  while (from < to && isMark(text[from])) from += 1;
  while (to > from && isMark(text[to - 1])) to -= 1;
  // Marks on one side only belong to the words: `_x` is a name.
  return from > 0 && (to < text.length || from === to) ? text.slice(from, to).trim() : text;
}

function isMark(character: string | undefined): boolean {
  return character !== undefined && '_*`~'.includes(character);
}
