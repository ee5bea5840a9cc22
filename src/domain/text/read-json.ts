import * as z from 'zod/mini';

/** The type that a schema describes, readonly throughout. */
export type DataOf<S extends z.ZodMiniType> = Readonlys<z.output<S>>;
type Readonlys<T> = unknown extends T ? T : { readonly [K in keyof T]: Readonlys<T[K]> };

/** A schema that its first use builds: each costs start-up time, and a command needs few. */
export function lateSchema<S extends z.ZodMiniType>(build: () => S): () => S {
  let built: S | undefined;
  return () => (built ??= build());
}

/** Whether a value fits a schema. It is used as it is then, with fields that the schema does not name. */
export function fits<S extends z.ZodMiniType>(schema: S, value: unknown): value is DataOf<S> {
  return z.safeParse(schema, value).success;
}

/** The value of a JSON text, if it fits a schema; undefined for any other text. Never throws. */
export function readJson<S extends z.ZodMiniType>(schema: S, text: string): DataOf<S> | undefined {
  const value = jsonOf(text);
  return fits(schema, value) ? value : undefined;
}

/** The value of a JSON text; undefined for any other text, as the cut line of a killed process. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
