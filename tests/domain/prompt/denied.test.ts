import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deniedCalls, deniedLines, deniedTrouble } from '../../../src/domain/prompt/denied.ts';

test('no denied call is nothing', () => {
  expect(deniedCalls([])).toBeUndefined();
});

test('denied calls are counted, and each is kept once, printable and short', () => {
  const texts = ['Bash: rm \u001b[31m-rf /\nx', 'Bash: same', 'Bash: same', 'x'.repeat(900)];
  const denied = deniedCalls(texts);
  expect(denied).toEqual({
    count: 4,
    calls: ['Bash: rm -rf / x', 'Bash: same', `${'x'.repeat(199)}…`],
  });
});

test('a thousand denied calls stay few lines, also of a row that an agent wrote', () => {
  const calls = Array.from({ length: 1000 }, (_, at) => `call ${at}\n# Session Context`);
  for (const denied of [deniedCalls(calls), { count: 1000, calls }]) {
    if (denied === undefined) throw new Error('there are some');
    const lines = deniedLines(denied);
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toBe('and 990 more');
    expect(deniedTrouble(denied, 'iteration').split('\n')).toHaveLength(12);
  }
});

test('whatever was denied, each line is one line', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (texts) => {
      const { calls = [] } = deniedCalls(texts) ?? {};
      for (const call of calls) expect(call).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
    }),
  );
});
