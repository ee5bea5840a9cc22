import { shown } from './config.ts';
import { parseDuration } from '../text/duration.ts';
import { splitShellWords } from '../text/shell-words.ts';

/** What is wrong with a value, to be read after its key, and what would be right. */
export interface Complaint {
  readonly message: string;
  readonly hint: string;
}

/** A value, or a complaint about it. */
export type Reading<T> = { readonly value: T } | Complaint;

export interface NumberRange {
  readonly min: number;
  readonly max: number;
  /** What is counted: `seconds`, `turns`. */
  readonly unit: string;
}

/** Decimal digits only: no sign, point, exponent or `0x`; blanks around them do not matter. */
export function readWholeNumber(text: string, { min, max, unit }: NumberRange): Reading<number> {
  const trimmed = text.trim();
  const hint = `a whole number of ${unit} from ${min} to ${max}`;
  if (!/^-?\d+$/.test(trimmed)) return { message: `is ${shown(text)}, not a whole number`, hint };
  const value = Number(trimmed);
  if (value < min) return { message: `is ${shown(text)}, less than ${min}`, hint };
  if (value > max) return { message: `is ${shown(text)}, more than ${max}`, hint };
  return { value };
}

const SIZES: Readonly<Record<string, number>> = {
  '': 1,
  K: 2 ** 10,
  M: 2 ** 20,
  G: 2 ** 30,
  T: 2 ** 40,
};

/** Bytes: `1000000`, `512M`, `4G`, `4GiB`; the letters are powers of 1024. */
export function readByteCount(text: string): Reading<number> {
  const [, digits = '', letter = ''] = /^(\d+)\s*(?:([KMGT])(?:i?B)?)?$/i.exec(text.trim()) ?? [];
  const value = digits === '' ? 0 : Number(digits) * (SIZES[letter.toUpperCase()] ?? 1);
  if (value >= 1 && Number.isSafeInteger(value)) return { value };
  return { message: `is ${shown(text)}, not a number of bytes`, hint: 'for example 512M or 4G' };
}

/** Milliseconds of `20m`, `1h30m`, `90s`; 0 is 0. */
export function readDuration(text: string): Reading<number> {
  const value = parseDuration(text);
  if (value !== undefined) return { value };
  return {
    message: `is ${shown(text)}, not a duration`,
    hint: 'for example 20m or 1h30m; 0 is off',
  };
}

/** US dollars, more than none: `5`, `2.50`. */
export function readDollars(text: string): Reading<number> {
  const trimmed = text.trim();
  if (/^(?=.*[1-9])\d{1,7}(\.\d+)?$/.test(trimmed)) return { value: Number(trimmed) };
  return { message: `is ${shown(text)}, not US dollars`, hint: 'for example 20 or 2.50' };
}

/** One of a few words, however it is cased. */
export function readChoice<T extends string>(text: string, choices: readonly T[]): Reading<T> {
  const wanted = text.trim().toLowerCase();
  const value = choices.find((choice) => choice === wanted);
  if (value !== undefined) return { value };
  return { message: `is ${shown(text)}, which is unknown`, hint: `one of: ${choices.join(', ')}` };
}

/** Arguments; the text is not shown, for people put keys into them. */
export function readArguments(text: string): Reading<readonly string[]> {
  const split = splitShellWords(text);
  if (split.kind === 'words') return { value: split.words };
  return { message: `lacks a ${split.missing}`, hint: 'quote it as for a shell' };
}

/** An http(s) address without the slashes at its end. */
export function readHttpUrl(text: string): Reading<string> {
  const reading = readAddress(text, 'https://api.telegram.org');
  return 'value' in reading ? { value: reading.value.replace(/\/+$/, '') } : reading;
}

/** An http(s) address as it is, for a slash at its end may mean something. */
export function readPingUrl(text: string): Reading<string> {
  return readAddress(text, 'https://hc.example.org/ping/<id>');
}

/** Not shown, for it may hold a password. */
function readAddress(text: string, example: string): Reading<string> {
  const value = text.trim();
  if (/^https?:\/\//i.test(value) && URL.canParse(value)) return { value };
  return { message: 'is not an http or https address', hint: `for example ${example}` };
}

const NOT_IN_BRANCH = /[\s~^:?*[\\\p{Cc}]|\.\.|@\{|\/\/|(^|\/)\.|\.(lock)?(\/|$)|^[-/]|^@?$/u;

/** The beginning of a branch name, by git's own rules (git-check-ref-format), without a slash at its end. */
export function readBranchPrefix(text: string): Reading<string> {
  const value = text.trim().replace(/\/+$/, '');
  if (!NOT_IN_BRANCH.test(value)) return { value };
  return {
    message: `is ${shown(text)}, which git allows in no branch`,
    hint: 'for example feature',
  };
}

/** Absolute paths, or paths below `~`, parted by colons. */
export function readPathList(text: string): Reading<readonly string[]> {
  const paths = text.split(':').map((path) => path.trim());
  const wrong = paths.find((path) => !/^(\/|~\/)/.test(path));
  if (wrong === undefined) return { value: paths };
  return {
    message: `has ${shown(wrong)}, which is no absolute path`,
    hint: 'write whole paths, or ~/…, with a colon between two',
  };
}

/** Text as it is, but for the blanks around it. */
export function readText(text: string): Reading<string> {
  return { value: text.trim() };
}

/** Telegram's numbers of people, parted by commas or blanks; a name is none, for names change hands. */
export function readUserIds(text: string): Reading<readonly number[]> {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  const wrong = words.find((word) => !/^[1-9]\d{0,15}$/.test(word));
  if (wrong === undefined && words.length > 0) return { value: words.map(Number) };
  return {
    message: `has ${shown(wrong ?? text)}, which is no number of a user`,
    hint: 'numbers like 123456789, parted by commas; @userinfobot tells yours',
  };
}
