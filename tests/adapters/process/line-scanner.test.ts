import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openLineScanner } from '../../../src/adapters/process/child/line-scanner.ts';
import {
  LINE_LIMIT_BYTES,
  VERDICT_LIMIT_BYTES,
} from '../../../src/adapters/process/child/line-search.ts';

const VERDICT = ['"result"', 'err'];
const ACTIVITY = ['"assistant"', 'act'];

const scan = (
  chunks: readonly Buffer[],
  dullHeads: readonly string[] = [],
  isFlood: (index: number) => boolean = () => false,
): readonly string[] => {
  const lines: string[] = [];
  const scanner = openLineScanner({ verdict: VERDICT, activity: ACTIVITY, dullHeads }, (line) => {
    lines.push(line);
  });
  for (const [index, chunk] of chunks.entries()) {
    const reused = Buffer.from(chunk);
    scanner.push(reused, isFlood(index));
    reused.fill('x');
  }
  scanner.end();
  return lines;
};

const cut = (bytes: Buffer, at: readonly number[]): readonly Buffer[] => {
  const borders = [0, ...at.map((n) => n % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return borders.slice(1).map((end, index) => bytes.subarray(borders[index], end));
};

/** Whether the first are found among the others without going back. */
const inOrder = (some: readonly string[], all: readonly string[]): boolean => {
  let at = -1;
  return some.every((line) => (at = all.indexOf(line, at + 1)) !== -1);
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
    fc.property(
      text,
      fc.array(fc.nat(), { maxLength: 8 }),
      heads,
      fc.nat(),
      (whole, at, heads, floods) => {
        const lines = whole
          .split('\n')
          .filter((line) => !heads.some((head) => line.startsWith(head)));
        const handed = scan(
          cut(Buffer.from(whole), at),
          heads,
          (index) => ((floods >> index) & 1) === 1,
        );
        expect(handed.filter((line) => has(line, VERDICT))).toEqual(
          lines.filter((line) => has(line, VERDICT)),
        );
        expect(handed.every((line) => has(line, [...VERDICT, ...ACTIVITY]))).toBe(true);
        expect(inOrder(handed, lines)).toBe(true);
        const activity = lines.filter((line) => has(line, ACTIVITY));
        if (activity.length > 0) expect(handed).toContain(activity.at(-1));
      },
    ),
    { numRuns: 2000 },
  );
});

test('of the lines that only feed the eye the newest of a chunk is handed over, in its place', () => {
  const chunk = Buffer.from('act 1\nerr 2\nact 3\nplain\nerr 4\nact');
  expect(scan([chunk])).toEqual(['err 2', 'act 3', 'err 4', 'act']);
});

test('in a flood a line that only feeds the eye waits, for a newer one, a verdict or the end of the flood', () => {
  const lines: string[] = [];
  const marks = { verdict: VERDICT, activity: ACTIVITY, dullHeads: [] };
  const scanner = openLineScanner(marks, (line) => {
    lines.push(line);
  });
  const push = (text: string, isFlood: boolean): readonly string[] => {
    scanner.push(Buffer.from(text), isFlood);
    return lines.splice(0);
  };
  expect(push('act 1\n', true)).toEqual([]);
  expect(push('act 2\nact', true)).toEqual([]);
  expect(push(' 3\nerr 4\nact 5\nerr act 6\n', true)).toEqual(['err 4', 'act 5', 'err act 6']);
  expect(push('act 7\nplain\n', true)).toEqual([]);
  expect(push('', false)).toEqual(['act 7']);
  expect(push('act 8\n', true)).toEqual([]);
  scanner.end();
  expect(lines).toEqual(['act 8']);
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

test('a verdict over a MiB is handed over whole, wherever it is cut, up to 32 MiB', () => {
  const long = `{"type":"result","denied":"${'w'.repeat(2 * LINE_LIMIT_BYTES)}"}`;
  const bytes = Buffer.from(`${long}\nact\n${long}`);
  const chunks = (size: number): readonly Buffer[] =>
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    );
  const first = [5, 10, 18, 100].map((at) => cut(bytes, [at]));
  for (const way of [[bytes], chunks(100_003), chunks(262_144), ...first]) {
    expect(scan(way).map((line) => line === long || line)).toEqual([true, 'act', true]);
  }
  const huge = Buffer.from(`"result"${'w'.repeat(VERDICT_LIMIT_BYTES)}`);
  expect(scan([huge])[0]?.length).toBe(VERDICT_LIMIT_BYTES);
});

test('a verdict over a MiB is handed over whole behind a title or a prompt, wherever it is cut', () => {
  for (const prefix of ['\u001b]0;a title\u0007', `${'p'.repeat(300)}$ `]) {
    const long = `${prefix}{"type":"result","denied":"${'w'.repeat(2 * LINE_LIMIT_BYTES)}"}`;
    const bytes = Buffer.from(`${long}\n`);
    const at = [1, prefix.length, prefix.length + 3, prefix.length + 12, 400];
    for (const way of [[bytes], ...at.map((one) => cut(bytes, [one]))]) {
      expect(scan(way).map((line) => line === long)).toEqual([true]);
    }
  }
});

test('a line that feeds the eye is cut at a MiB, also with a mark of a verdict in what it holds', () => {
  const head = `"assistant" ${'i'.repeat(200)} `;
  for (const within of ['', '"result"']) {
    const long = Buffer.from(`${head}${within}${'w'.repeat(3 * LINE_LIMIT_BYTES)}\n`);
    const pieces = [long.subarray(0, 100_000), long.subarray(100_000)];
    expect(scan(pieces)[0]?.length).toBe(LINE_LIMIT_BYTES);
    expect(scan([long])[0]?.length).toBe(LINE_LIMIT_BYTES);
  }
});

test('broken UTF-8 is replaced, never thrown at', () => {
  const [line] = scan([Buffer.from([0xff, 0xc3, 0x28]), Buffer.from('err\n')]);
  expect(line).toBe('\ufffd\ufffd(err');
});
