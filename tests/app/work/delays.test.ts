import { expect, test } from 'vitest';
import { delaysOf, type DelaySources } from '../../../src/app/work/delays.ts';
import type { StartAhead } from '../../../src/domain/provider/limits/start-ahead.ts';

const NOW = Date.parse('2026-07-01T00:00:00Z');
const MINUTE = 60_000;

/** The delays of two projects of one account; `files.seen` changes with the files of a project. */
function open(ahead: () => StartAhead, more: Partial<DelaySources> = {}) {
  const files = { seen: 'as it was' };
  const opened: string[] = [];
  const delays = delaysOf({
    hasBooks: () => true,
    isTriedElsewhere: () => false,
    seenIn: () => files.seen,
    open: (config) => {
      opened.push(config);
      return { account: () => 'one', ahead };
    },
    ...more,
  });
  return { delays, files, opened };
}

test('opens no project before a run has noted anything', () => {
  const { delays, opened } = open(() => ({ kind: 'one', isTry: true }), { hasBooks: () => false });
  expect(delays.of('/a', NOW)).toBeUndefined();
  expect(opened).toEqual([]);
});

test('a project is read again after a change of its files, or after a minute', () => {
  const { delays, files, opened } = open(() => ({ kind: 'free' }));
  delays.of('/a', NOW);
  delays.of('/a', NOW + MINUTE - 1);
  expect(opened).toEqual(['/a']);
  files.seen = 'edited';
  delays.of('/a', NOW + MINUTE - 1);
  expect(opened).toEqual(['/a', '/a']);
  delays.of('/a', NOW + 2 * MINUTE);
  expect(opened).toEqual(['/a', '/a', '/a']);
});

test('a project whose settings cannot be read is not delayed', () => {
  const { delays } = open(() => ({ kind: 'free' }), {
    open: () => {
      throw new Error('no such file');
    },
  });
  expect(delays.of('/a', NOW)).toBeUndefined();
});

test('one session of the account shows whether it works again', () => {
  const { delays } = open(() => ({ kind: 'one', isTry: true }));
  expect(delays.of('/a', NOW)).toBeUndefined();
  delays.started('/a', NOW);
  expect(delays.of('/b', NOW + 1)).toMatchObject({ until: NOW + 10_000, isLong: false });
  expect(delays.of('/b', NOW + 10_000)).toBeUndefined();
  // A clock that was set back holds no session.
  expect(delays.of('/b', NOW - 1)).toBeUndefined();
});

test('a delay that is longer than a run waits is long', () => {
  const until = NOW + 7 * 24 * 60 * MINUTE;
  const { delays } = open(() => ({ kind: 'delayed', until, why: 'the week is used up' }));
  expect(delays.of('/a', NOW)).toEqual({ until, why: 'the week is used up', isLong: true });
});

test('while another machine tries the account, no session of it starts', () => {
  let isTry = true;
  const isTriedElsewhere = (account: string) => account === 'one';
  const { delays } = open(() => ({ kind: 'one', isTry }), { isTriedElsewhere });
  expect(delays.tries('/a', NOW)).toBe('one');
  expect(delays.of('/a', NOW)).toMatchObject({ until: NOW + 2000, isLong: false });
  // It answers again, and only the starts are spread.
  isTry = false;
  expect(delays.tries('/a', NOW)).toBeUndefined();
  expect(delays.of('/a', NOW)).toBeUndefined();
});
