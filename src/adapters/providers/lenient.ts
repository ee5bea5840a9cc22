import * as z from 'zod/mini';

/**
 * A field of a CLI's line. The CLIs change weekly: a field of the wrong type counts as absent, and the
 * rest of its line still counts.
 */
export function lenient<S extends z.ZodMiniType>(schema: S) {
  return z.catch(z.optional(schema), undefined);
}

export const text = lenient(z.string());
export const flag = lenient(z.boolean());
export const count = lenient(z.number());
/** An object whose fields may be anything. */
export const anyFields = lenient(z.record(z.string(), z.unknown()));
