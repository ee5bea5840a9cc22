import * as z from 'zod/mini';
import { parseDuration } from '../../text/duration.ts';
import { trimmed } from './form.ts';

interface Range {
  readonly min: number;
  readonly max: number;
  readonly unit: string;
}

/** Decimal digits only: no sign, point, exponent or `0x`; blanks around them do not matter. */
export function wholeNumber({ min, max, unit }: Range) {
  const digits = () => trimmed().check(z.regex(/^-?\d+$/, 'not a whole number'));
  const inRange = () =>
    z.number().check(z.gte(min, `less than ${min}`), z.lte(max, `more than ${max}`));
  const number = () => z.pipe(z.pipe(digits(), z.transform(Number)), inRange());
  return { schema: number, hint: `a whole number of ${unit} from ${min} to ${max}`, unit };
}

/** The longest time that a timer of Node holds, in seconds. */
const LONGEST_S = Math.floor((2 ** 31 - 1) / 1000);

/** A duration that a timer holds, as milliseconds; written in seconds. */
export function seconds(min: number) {
  const inRange = () =>
    z
      .number()
      .check(
        z.gte(min * 1000, `less than ${min} s`),
        z.lte(LONGEST_S * 1000, `more than ${LONGEST_S} s`),
      );
  return {
    schema: () => z.pipe(duration.schema(), inRange()),
    hint: DURATIONS,
    unit: 'seconds',
    write: (value: number) => String(value / 1000),
  };
}

/** Durations, comma-separated, as milliseconds; the last is repeated. */
export function secondsList(min: number) {
  return {
    schema: () =>
      z.pipe(
        z.pipe(
          trimmed(),
          z.transform((text) => text.split(',').map((part) => part.trim())),
        ),
        z.array(seconds(min).schema()).check(z.maxLength(20, 'more than 20 waits')),
      ),
    hint: 'durations, comma-separated, such as 30,2m',
    unit: 'seconds',
    write: (waits: readonly number[]) => waits.map((ms) => String(ms / 1000)).join(','),
  };
}

const SIZES: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** Bytes: `1000000`, `512M`, `4G`, `4GiB`; the letters are powers of 1024. */
export const byteCount = {
  schema: () => {
    const form = /^(\d+)\s*(?:([KMGT])(?:i?B)?)?$/i;
    const wrong = 'not a number of bytes';
    const bytes = (text: string) => {
      const [, digits = '', letter = ''] = form.exec(text) ?? [];
      return Number(digits) * (SIZES[letter.toUpperCase()] ?? 1);
    };
    const number = z.int(wrong).check(z.gte(1, wrong));
    return z.pipe(z.pipe(trimmed(), z.transform(bytes)), number);
  },
  hint: 'for example 512M or 4G',
  write: (bytes: number) => `${bytes / 2 ** 30}G`,
};

const DURATIONS = 'for example 90 (seconds), 90s, 30m or 8h';

/** Milliseconds of `90`, `90s`, `20m`, `1h30m`; 0 is 0. */
export const duration = {
  schema: () => z.pipe(z.pipe(z.string(), z.transform(parseDuration)), z.number('not a duration')),
  hint: `${DURATIONS}; 0 is off`,
};

/** The same, with undefined for 0. */
export const durationOrOff = {
  ...duration,
  schema: () =>
    z.pipe(
      duration.schema(),
      z.transform((ms): number | undefined => (ms === 0 ? undefined : ms)),
    ),
};

/** US dollars, more than none: `5`, `2.50`. */
export const dollars = {
  schema: () => {
    const form = z.regex(/^(?=.*[1-9])\d{1,7}(\.\d+)?$/, 'not US dollars');
    return z.pipe(trimmed().check(form), z.transform(Number));
  },
  hint: 'for example 20 or 2.50',
  unit: 'US dollars',
};
