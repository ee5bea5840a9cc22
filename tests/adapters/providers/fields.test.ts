import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readClaudeLine } from '../../../src/adapters/providers/claude/line.ts';
import { readApiBody, readCodexLine } from '../../../src/adapters/providers/codex/line.ts';
import { count, fields, listOf, mapOf, text } from '../../../src/adapters/providers/fields.ts';

const NAMES = ['type', 'message', 'content', 'usage', 'error', 'item', 'input', 'name', 'status'];
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.jsonValue({ maxDepth: 1 }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('value')),
  ),
}));

describe('the fields of a line', () => {
  const read = fields({ a: text, b: count, c: fields({ d: text }), e: listOf(text) });

  it('that are of the wrong type are absent, and the others stay', () => {
    expect(read({ a: 1, b: 2, c: 'x', e: ['y', 3] })).toEqual({ b: 2 });
    expect(read({ a: 'x', b: '2', c: { d: 'z', more: 1 }, e: ['y'] })).toEqual({
      a: 'x',
      c: { d: 'z' },
      e: ['y'],
    });
    expect(read({ b: null, constructor: 1 })).toEqual({});
  });

  it('are read of objects only', () => {
    for (const other of [null, undefined, 'text', 3, ['a']]) expect(read(other)).toBeUndefined();
  });

  it('of any name are read all or not at all', () => {
    expect(mapOf(text)({ a: 'x', b: 'y' })).toEqual({ a: 'x', b: 'y' });
    expect(mapOf(text)({ a: 'x', b: 1 })).toBeUndefined();
    expect(mapOf(text)({})).toEqual({});
    expect(mapOf(text)([])).toBeUndefined();
  });

  it('never make a reader of lines throw, and every object with a type is a line', () => {
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

  it('of a message without content leave it empty', () => {
    const message = (json: string) => readClaudeLine(`{"type":"assistant","message":${json}}`);
    expect(message('{}')?.message).toEqual({ content: [] });
    expect(message('{"content":[1]}')?.message).toEqual({ content: [] });
    expect(message('"text"')?.message).toBe('text');
    expect(message('7')?.message).toBeUndefined();
  });
});
