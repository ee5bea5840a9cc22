import * as z from 'zod';

/*
 * The words in which the schemas are written: each makes a field with its description, which the
 * schema file and docs/json.md both show.
 */

const SHOWN = 'date-time';

export function text(about: string) {
  return z.string().describe(about);
}

export function textOrNull(about: string) {
  return z.nullable(z.string()).describe(about);
}

/** An instant, ISO 8601. */
export function time(about: string) {
  return z.string().meta({ description: about, format: SHOWN });
}

export function timeOrNull(about: string) {
  return z.nullable(z.string().meta({ format: SHOWN })).describe(about);
}

/** A whole number from 0. */
export function count(about: string) {
  return z.int().nonnegative().describe(about);
}

export function countOrNull(about: string) {
  return z.nullable(z.int().nonnegative()).describe(about);
}

/** Dollars, milliseconds: any number from 0. */
export function amount(about: string) {
  return z.number().nonnegative().describe(about);
}

export function amountOrNull(about: string) {
  return z.nullable(z.number().nonnegative()).describe(about);
}

export function yes(about: string) {
  return z.boolean().describe(about);
}

export function list<S extends z.ZodType>(of: S, about: string) {
  return z.array(of).describe(about);
}

export function texts(about: string) {
  return list(z.string(), about);
}

export function oneOf<const T extends readonly string[]>(words: T, about: string) {
  return z.enum(words).describe(about);
}

export function orNull<S extends z.ZodType>(of: S, about: string) {
  return z.nullable(of).describe(about);
}

/** The version of every format. */
export const v = z.literal(1).describe('the version of the format');
