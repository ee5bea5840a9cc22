import { beforeEach, expect, test } from 'vitest';
import { drainWork, holdWork, type WorkFiles } from '../../../src/app/work/hold-work.ts';
import { openSession } from '../../support/session.ts';
import { leasesOf, newMachine } from '../../support/session-run.ts';

let files: WorkFiles;
let isDrained: boolean;
let beats: string[];

beforeEach(() => {
  [isDrained, beats] = [false, []];
  const drain = {
    isThere: () => isDrained,
    put: () => void (isDrained = true),
    remove: () => void (isDrained = false),
  };
  files = { leases: leasesOf(openSession(), newMachine(), 2000), drain };
});

function hold(isQuiet = false) {
  return holdWork(files, {
    ...{ run: 'r', isQuiet, holderName: ({ process }) => `pid ${process.pid}` },
    begin: () => ({ touch: () => beats.push('beat'), end: () => beats.push('end') }),
  });
}

test('a second work is refused with exit code 6, and is quiet where it was asked to be', () => {
  hold();
  expect(() => hold()).toThrow(expect.objectContaining({ exitCode: 6 }));
  expect(() => hold()).toThrow('another samocode work runs: pid 2000');
  expect(hold(true)).toBeUndefined();
});

test('a work that begins forgets that an earlier one was asked to end', () => {
  isDrained = true;
  expect(hold()?.drain.isAsked()).toBe(false);
});

test('a work that ends ends its signs of life and lets another one begin', () => {
  const held = hold();
  held?.beat();
  held?.[Symbol.dispose]();
  expect(beats).toEqual(['beat', 'end']);
  expect(hold()).toBeDefined();
});

test('a drain asks a work that runs, or the runs of a killed one, and leaves nothing behind where there are none', () => {
  expect(drainWork(files, 0)).toEqual({ pid: undefined, runs: 0 });
  expect(isDrained).toBe(false);
  expect(drainWork(files, 2)).toEqual({ pid: undefined, runs: 2 });
  expect(isDrained).toBe(true);
  const held = hold();
  expect(drainWork(files, 0).pid).toBe(2000);
  expect(held?.drain.isAsked()).toBe(true);
});
