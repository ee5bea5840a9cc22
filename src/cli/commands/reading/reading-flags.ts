import { UserError } from '../../../domain/text/user-error.ts';

/** A whole number of 1 and up; undefined where it was not given. */
export function readCount(flag: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const count = Number(value);
  if (/^\d+$/.test(value) && Number.isSafeInteger(count) && count > 0) return count;
  throw new UserError(`${flag} is "${value}"`, { hint: 'give a whole number, 1 or more' });
}
