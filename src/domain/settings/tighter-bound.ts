import type { RawValue } from './config.ts';
import { readByteCount, readDollars, readDuration, readWholeNumber } from './settings-values.ts';
import type { Reading } from './settings-values.ts';

type ReadNumber = (text: string) => Reading<number>;

const ANY = { min: 0, max: Number.MAX_SAFE_INTEGER, unit: '' };
const readAny: ReadNumber = (text) => readWholeNumber(text, ANY);

/** The bounds that are not a whole number, by key. */
const READERS: Readonly<Record<string, ReadNumber>> = {
  SAMOCODE_IDLE_TIMEOUT: readDuration,
  SAMOCODE_MAX_LOG: readByteCount,
  SAMOCODE_MAX_COST_PER_DAY: readDollars,
};
/** Bounds for which 0 means that there is none. */
const ZERO_IS_OFF: readonly string[] = ['SAMOCODE_IDLE_TIMEOUT', 'SAMOCODE_STUCK_AFTER'];

/** The lower of two bounds; the first where one cannot be read, so that its reader reports it. */
export function tighterBound(key: string, first: RawValue, second: RawValue): RawValue {
  const read = READERS[key] ?? readAny;
  const [one, other] = [first, second].map(({ value }) => {
    const reading = read(value);
    if (!('value' in reading)) return undefined;
    return reading.value === 0 && ZERO_IS_OFF.includes(key) ? Infinity : reading.value;
  });
  if (one === undefined || other === undefined) return first;
  return other < one ? second : first;
}
