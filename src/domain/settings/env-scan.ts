/** One setting of a text in dotenv grammar, as it was written. */
export interface EnvSetting {
  readonly key: string;
  /** Line of the key and of the value's end, from 1. */
  readonly line: number;
  readonly lastLine: number;
  /** The value with its quotes, without the blanks around it. */
  readonly raw: string;
  /** The text from a `#` behind the value to the end of that line; empty where there is none. */
  readonly comment: string;
  /** The blanks between the value and that `#`. */
  readonly gap: string;
}

/** A line that is neither blank, a comment, a setting nor a part of a quoted value. */
export interface StrayLine {
  readonly line: number;
  readonly text: string;
}

/** What dotenv makes of each line of a text. */
export interface EnvScan {
  readonly settings: readonly EnvSetting[];
  readonly strays: readonly StrayLine[];
}

/**
 * The expression that dotenv 18 reads with (`parse`), with a group for the comment. dotenv looks for it
 * anywhere and passes over the rest; the tests compare the two.
 */
const SETTING =
  /^\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(#.*)?$/dgm;

/** Reads no value: that is dotenv's part. */
export function scanEnvText(text: string): EnvScan {
  // dotenv takes a lone CR for a line end as well, and so must the count of lines.
  const unix = text.replace(/\r\n?/g, '\n');
  const starts = lineStarts(unix);
  const matches = [...unix.matchAll(SETTING)];
  const settings = matches.map((match) => settingOf(unix, match, starts));
  const taken = new Set<number>();
  for (const { index, 0: whole } of matches) {
    const last = lineAt(starts, index + whole.length);
    for (let line = lineAt(starts, index); line <= last; line += 1) taken.add(line);
  }
  const strays = unix.split('\n').flatMap((stray, index) => {
    const bare = stray.trim();
    const isFine = bare === '' || bare.startsWith('#') || taken.has(index + 1);
    return isFine ? [] : [{ line: index + 1, text: bare }];
  });
  return { settings, strays };
}

function settingOf(text: string, match: RegExpExecArray, starts: readonly number[]): EnvSetting {
  const [, key = '', value = '', comment = ''] = match;
  const start = [match.index, match.index] as const;
  const [, keyAt = start, valueAt = keyAt, commentAt] = match.indices ?? [];
  const end = valueAt[1];
  const between = text.slice(end, commentAt?.[0] ?? end);
  const hasComment = comment !== '' && !between.includes('\n');
  return {
    key,
    line: lineAt(starts, keyAt[0]),
    lastLine: lineAt(starts, end - gapOf(value).length),
    raw: value.trim(),
    comment: hasComment ? comment : '',
    gap: hasComment ? gapOf(value + between) : '',
  };
}

function gapOf(text: string): string {
  return text.slice(text.trimEnd().length);
}

/** Where each line begins. */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The line of a place, from 1: the last one that does not begin behind it. */
function lineAt(starts: readonly number[], place: number): number {
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? Infinity) <= place) low = middle;
    else high = middle;
  }
  return low + 1;
}
