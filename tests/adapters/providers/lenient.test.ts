import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { readClaudeLine } from '../../../src/adapters/providers/claude/line.ts';
import { readApiBody, readCodexLine } from '../../../src/adapters/providers/codex/line.ts';
import { count, lenient, text } from '../../../src/adapters/providers/lenient.ts';

const NAMES = ['type', 'message', 'content', 'usage', 'error', 'item', 'input', 'name', 'status'];
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.jsonValue({ maxDepth: 1 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('value')),
  ),
}));

describe('a line of a CLI', () => {
  const schema = z.object({
    a: text,
    b: count,
    c: lenient(z.object({ d: text })),
    e: lenient(z.array(z.string())),
  });
  const read = (one: unknown) => z.safeParse(schema, one).data;

  it('counts a field of the wrong type as absent and keeps the others', () => {
    expect(read({ a: 1, b: 2, c: 'x', e: ['y', 3] })).toEqual({ b: 2 });
    expect(read({ a: 'x', b: '2', c: { d: 'z', more: 1 }, e: ['y'] })).toEqual({
      a: 'x',
      c: { d: 'z' },
      e: ['y'],
    });
    expect(read({ b: null, constructor: 1 })).toEqual({});
  });

  it('has to be an object', () => {
    for (const other of [null, undefined, 'text', 3, ['a']]) expect(read(other)).toBeUndefined();
  });

  it('makes no reader throw, and every object with a type is a line', () => {
    fc.assert(
      fc.property(value, (one) => {
        const line = JSON.stringify(one);
        const type: unknown = (one as { readonly type?: unknown } | null)?.type;
        const isLine = typeof type === 'string';
        expect(readClaudeLine(line)?.type).toBe(isLine ? type : undefined);
        expect(readCodexLine(line)?.type).toBe(isLine ? type : undefined);
        readApiBody(line);
      }),
      { numRuns: 300 },
    );
  });

  it('has an empty message where the content cannot be read', () => {
    const message = (json: string) => readClaudeLine(`{"type":"assistant","message":${json}}`);
    expect(message('{}')?.message).toEqual({ content: [] });
    expect(message('{"content":[1]}')?.message).toEqual({ content: [] });
    expect(message('"text"')?.message).toBe('text');
    expect(message('7')?.message).toBeUndefined();
  });
});
