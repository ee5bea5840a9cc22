import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import * as shape from '../../../src/domain/text/shape.ts';

/** Each shape beside the schema of zod's that means the same. */
const PAIRS: readonly (readonly [string, shape.Shape<unknown>, z.ZodMiniType])[] = [
  ['text', shape.text, z.string()],
  ['flag', shape.flag, z.boolean()],
  ['number', shape.number, z.number()],
  ['whole', shape.whole, z.int()],
  ['count', shape.count, z.int().check(z.nonnegative())],
  ['anything', shape.anything, z.unknown()],
  ['oneOf', shape.oneOf('a', 'b', 3), z.union([z.literal('a'), z.literal('b'), z.literal(3)])],
  ['matching', shape.matching(/^[\w-]{1,3}$/), z.string().check(z.regex(/^[\w-]{1,3}$/))],
  ['orNull', shape.orNull(shape.text), z.nullable(z.string())],
  ['listOf', shape.listOf(shape.whole), z.array(z.int())],
  ['mapOf', shape.mapOf(shape.text), z.record(z.string(), z.string())],
  [
    'object',
    shape.object({
      a: shape.text,
      b: shape.optional(shape.orNull(shape.count)),
      c: shape.orNull(shape.object({ a: shape.flag })),
    }),
    z.object({
      a: z.string(),
      b: z.optional(z.nullable(z.int().check(z.nonnegative()))),
      c: z.nullable(z.object({ a: z.boolean() })),
    }),
  ],
];

/** Values that often have one of the shapes, and often miss it by little. */
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('a', 'b', 3, null, undefined, true, '', -1, 0.5, Infinity, 2 ** 60, NaN),
    fc.string({ maxLength: 4 }),
    fc.jsonValue(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value')),
  ),
}));

describe('a shape', () => {
  it.each(PAIRS)('%s accepts what the schema of that meaning accepts, and no more', (...pair) => {
    const [, isShape, schema] = pair;
    fc.assert(
      fc.property(value, (one) => {
        expect(isShape(one)).toBe(schema.safeParse(one).success);
      }),
      { numRuns: 500 },
    );
  });

  it('of an object asks for each field that is not optional', () => {
    const isPair = shape.object({ a: shape.text, b: shape.optional(shape.text) });
    expect(isPair({ a: 'x' })).toBe(true);
    expect(isPair({ a: 'x', b: 'y', more: 1 })).toBe(true);
    expect(isPair({ b: 'y' })).toBe(false);
    expect(isPair({ a: 'x', b: null })).toBe(false);
    expect(isPair(['x'])).toBe(false);
  });
});
