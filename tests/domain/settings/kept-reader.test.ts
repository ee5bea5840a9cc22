import { beforeEach, expect, test } from 'vitest';
import { keptReader } from '../../../src/domain/settings/kept-reader.ts';

let nowMs: number;
let reads: string[];

beforeEach(() => {
  [nowMs, reads] = [0, []];
});

test('each project is read again when its own time is over, with what was found before', () => {
  const read = keptReader<string>(
    (config, last) => {
      reads.push(`${config} ${last ?? 'new'}`);
      return { value: `${config}${reads.length}`, keptMs: config === 'a' ? 1000 : 60_000 };
    },
    () => nowMs,
  );
  expect([read('a'), read('b')]).toEqual(['a1', 'b2']);
  nowMs = 999;
  expect(read('a')).toBe('a1');
  nowMs = 1000;
  expect([read('a'), read('b')]).toEqual(['a3', 'b2']);
  expect(reads).toEqual(['a new', 'b new', 'a a1']);
});

test('that nothing was found is kept, too', () => {
  const read = keptReader<string | undefined>(
    (config) => {
      reads.push(config);
      return { value: undefined, keptMs: 1000 };
    },
    () => nowMs,
  );
  for (const config of ['a', 'a']) expect(read(config)).toBeUndefined();
  expect(reads).toEqual(['a']);
});

test('what a read refuses is not kept', () => {
  let isThere = false;
  const read = keptReader(
    () => {
      if (!isThere) throw new Error('not there');
      return { value: 'there', keptMs: 1000 };
    },
    () => nowMs,
  );
  expect(() => read('a')).toThrow('not there');
  isThere = true;
  expect(read('a')).toBe('there');
});
