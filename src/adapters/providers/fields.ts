/**
 * Reads one field of a CLI's line; undefined for anything that is not as it should be. The CLIs change
 * weekly: a field of the wrong type counts as absent, and the rest of its line still counts.
 */
export type Reader<T> = (value: unknown) => T | undefined;

/** What a reader gives where it finds what it looks for. */
export type ReadBy<R> = R extends Reader<infer T> ? T : never;

type Fields = Readonly<Record<string, Reader<unknown>>>;
export type FieldsOf<F extends Fields> = {
  readonly [K in keyof F]?: ReadBy<F[K]> | undefined;
};

export const text: Reader<string> = (value) => (typeof value === 'string' ? value : undefined);
export const flag: Reader<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);
export const count: Reader<number> = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
export const anything: Reader<unknown> = (value) => value;

/** An object with what of these fields can be read; undefined for anything but an object. */
export const fields =
  <F extends Fields>(readers: F): Reader<FieldsOf<F>> =>
  (value) => {
    if (!isObject(value)) return undefined;
    const found = Object.entries(readers).flatMap(([name, read]) => {
      const field = Object.hasOwn(value, name) ? read(value[name]) : undefined;
      return field === undefined ? [] : [[name, field]];
    });
    // Each was read by the reader of its name.
    return Object.fromEntries(found) as FieldsOf<F>;
  };

/** A list of which every item can be read. */
export const listOf =
  <T>(read: Reader<T>): Reader<readonly T[]> =>
  (value) => {
    if (!Array.isArray(value)) return undefined;
    const items = value.map(read);
    return items.every((item) => item !== undefined) ? items : undefined;
  };

/** An object of which every field, whatever its name, can be read. */
export const mapOf =
  <T>(read: Reader<T>): Reader<Readonly<Record<string, T>>> =>
  (value) => {
    if (!isObject(value)) return undefined;
    const items = Object.entries(value).map(([name, item]) => [name, read(item)] as const);
    const found = items.filter((item): item is [string, T & {}] => item[1] !== undefined);
    return found.length === items.length ? Object.fromEntries(found) : undefined;
  };

/** The value of a line of JSON; undefined when it is none, as the cut line of a killed process. */
export function json(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
