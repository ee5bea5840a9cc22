import type * as z from 'zod';

/** A value as `JSON.stringify` writes it: a field that is undefined is left out. */
export type Printed<T> = T extends readonly (infer I)[]
  ? Printed<I>[]
  : T extends object
    ? Flat<
        { -readonly [K in keyof T as undefined extends T[K] ? never : K]-?: Printed<T[K]> } & {
          -readonly [K in keyof T as undefined extends T[K] ? K : never]?: Printed<
            Exclude<T[K], undefined>
          >;
        }
      >
    : T;

type Flat<T> = { [K in keyof T]: T[K] };

/** The compiler's own relation "identical", which it asks of the two conditions only. */
/* eslint-disable @typescript-eslint/no-unnecessary-type-parameters -- the conditions need them */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? unknown : Different<A, B>;
/* eslint-enable @typescript-eslint/no-unnecessary-type-parameters */

/** Shown in the error of the compiler. */
interface Different<A, B> {
  readonly printed: A;
  readonly described: B;
}

/** Passes the schema on if it describes this type of the program, field for field; else it does not compile. */
export function describes<T>() {
  return <S extends z.ZodType>(schema: S & Same<Printed<T>, Printed<z.output<S>>>): S => schema;
}
