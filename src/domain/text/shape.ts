/**
 * Says whether a value of unknown origin has a shape; never throws. A value that has it is used as it
 * is, with whatever else it holds. Made for what every command reads (ADR 0012): nothing is built at
 * the start, nothing is copied.
 */
export type Shape<T> = (value: unknown) => value is T;

/** The type that a shape stands for. */
export type ShapeOf<S> = S extends Shape<infer T> ? T : never;

/** A field that may also be missing. */
export interface Optional<T> {
  readonly whereThere: Shape<T>;
}

type Field = Shape<unknown> | Optional<unknown>;
type Fields = Readonly<Record<string, Field>>;
type OptionalKeys<F extends Fields> = {
  [K in keyof F]: F[K] extends Optional<unknown> ? K : never;
}[keyof F];

/** The fields with their types, those that may be missing as optional properties. */
export type ObjectOf<F extends Fields> = {
  readonly [K in Exclude<keyof F, OptionalKeys<F>>]: ShapeOf<F[K]>;
} & {
  readonly [K in OptionalKeys<F>]?: (F[K] extends Optional<infer T> ? T : never) | undefined;
};

export const text: Shape<string> = (value) => typeof value === 'string';
export const flag: Shape<boolean> = (value) => typeof value === 'boolean';
/** Finite: `1e999` in JSON is no number that could be counted with. */
export const number: Shape<number> = (value): value is number => Number.isFinite(value);
export const whole: Shape<number> = (value): value is number => Number.isSafeInteger(value);
/** A whole number from 0 on. */
export const count: Shape<number> = (value): value is number => whole(value) && value >= 0;
/** Anything at all, also nothing. */
export const anything: Shape<unknown> = (value): value is unknown => [value].length === 1;

/** One of these very values. */
export const oneOf =
  <const T extends readonly (string | number)[]>(...values: T): Shape<T[number]> =>
  (value): value is T[number] =>
    values.some((one) => one === value);

/** A text that the pattern finds itself in. */
export const matching =
  (pattern: RegExp): Shape<string> =>
  (value): value is string =>
    text(value) && pattern.test(value);

export const orNull =
  <T>(shape: Shape<T>): Shape<T | null> =>
  (value): value is T | null =>
    value === null || shape(value);

/** The same, or no such field. */
export const optional = <T>(shape: Shape<T>): Optional<T> => ({ whereThere: shape });

export const listOf =
  <T>(shape: Shape<T>): Shape<readonly T[]> =>
  (value): value is readonly T[] =>
    Array.isArray(value) && value.every(shape);

/** An object whose fields, whatever their names, all have the shape. */
export const mapOf =
  <T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> =>
  (value): value is Readonly<Record<string, T>> =>
    isObject(value) && Object.values(value).every(shape);

/** An object with at least these fields. */
export const object = <F extends Fields>(fields: F): Shape<ObjectOf<F>> => {
  const checks = Object.entries(fields).map(([name, field]) => {
    const isOptional = typeof field !== 'function';
    return { name, isOptional, shape: isOptional ? field.whereThere : field };
  });
  return (value): value is ObjectOf<F> =>
    isObject(value) &&
    checks.every(({ name, isOptional, shape }) => {
      const found = value[name];
      return (isOptional && found === undefined) || shape(found);
    });
};

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
