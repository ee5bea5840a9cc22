import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LINE_LIMIT_BYTES, openLineScanner } from '../../../src/adapters/process/line-scanner.ts';

const VERDICT = ['"result"', 'err'];
const ACTIVITY = ['"assistant"', 'act'];

const scan = (chunks: readonly Buffer[], dullHeads: readonly string[] = []): readonly string[] => {
  const lines: string[] = [];
  const scanner = openLineScanner({ verdict: VERDICT, activity: ACTIVITY, dullHeads }, (line) => {
    lines.push(line);
  });
  for (const chunk of chunks) {
    const reused = Buffer.from(chunk);
    scanner.push(reused);
    reused.fill('x');
  }
  scanner.end();
  return lines;
};

const cut = (bytes: Buffer, at: readonly number[]): readonly Buffer[] => {
  const borders = [0, ...at.map((n) => n % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return borders.slice(1).map((end, index) => bytes.subarray(borders[index], end));
};

const has = (line: string, marks: readonly string[]) => marks.some((mark) => line.includes(mark));

test('every line with a verdict mark is handed over once and in order, wherever the chunks are cut', () => {
  const piece = fc.constantFrom(
    '"result"',
    'err',
    '"assistant"',
    'act',
    '\n',
    '\n',
    'e',
    '"',
    'é',
    ' ',
    'dull',
    'x'.repeat(1500),
  );
  const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
  const heads = fc.subarray(['dull', ' ']);
  fc.assert(
    fc.property(text, fc.array(fc.nat(), { maxLength: 8 }), heads, (whole, at, heads) => {
      const lines = whole
        .split('\n')
        .filter((line) => !heads.some((head) => line.startsWith(head)));
      const handed = scan(cut(Buffer.from(whole), at), heads);
      expect(handed.filter((line) => has(line, VERDICT))).toEqual(
        lines.filter((line) => has(line, VERDICT)),
      );
      expect(handed.every((line) => has(line, [...VERDICT, ...ACTIVITY]))).toBe(true);
      const activity = lines.filter((line) => has(line, ACTIVITY));
      if (activity.length > 0) expect(handed).toContain(activity.at(-1));
    }),
    { numRuns: 2000 },
  );
});

test('of the lines that only feed the eye the newest of a chunk is handed over, in its place', () => {
  const chunk = Buffer.from('act 1\nerr 2\nact 3\nplain\nerr 4\nact');
  expect(scan([chunk])).toEqual(['err 2', 'act 3', 'err 4', 'act']);
});

test('a line over a MiB is cut for handing over, and its mark is found beyond the cut', () => {
  const long = Buffer.from(`${'a'.repeat(3 * LINE_LIMIT_BYTES)}"result"\nerr\n`);
  const chunks = Array.from({ length: Math.ceil(long.length / 100_003) }, (_, index) =>
    long.subarray(index * 100_003, (index + 1) * 100_003),
  );
  const [first, second, ...rest] = scan(chunks);
  expect([first?.length, second, rest]).toEqual([LINE_LIMIT_BYTES, 'err', []]);
  expect(scan([long])[0]?.length).toBe(LINE_LIMIT_BYTES);
});

test('broken UTF-8 is replaced, never thrown at', () => {
  const [line] = scan([Buffer.from([0xff, 0xc3, 0x28]), Buffer.from('err\n')]);
  expect(line).toBe('\ufffd\ufffd(err');
});
