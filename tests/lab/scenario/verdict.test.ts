import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { differences } from '../../../lab/scenario/matches.ts';
import { brokenPromises, type Observed } from '../../../lab/scenario/verdict.ts';

const SEEN: Observed = {
  asks: 0,
  spawns: [1000, 6000, 9000],
  events: { ended: 2000, reset: 5000 },
  rows: [{ status: 'continue', attempts: 1 }, { status: 'blocked' }],
  status: { state: 'blocked', resumeAt: null },
  output: 'hello there',
  prompts: { 2: 'the reason' },
  files: { '_qa.md': null },
  notices: 1,
  seconds: 10,
  failures: [],
  left: [],
};

describe('what of a promise did not hold', () => {
  it('is nothing when all is as expected', () => {
    const expectation = {
      spawns: 3,
      counts: [
        { to: 'reset', exactly: 1 },
        { from: 'reset', atMost: 2 },
      ],
      gaps: [{ from: 'ended', spawn: 2, atLeast: 3, atMost: 5 }],
      rows: [{ status: 'continue' }, { status: { contains: 'lock' } }],
      status: { state: 'blocked' },
      says: ['hello'],
      silent: ['bug'],
      prompts: { 2: ['reason'] },
      notices: 1,
    };
    expect(brokenPromises(expectation, SEEN)).toEqual([]);
    expect(brokenPromises({ spawns: { atLeast: 2, atMost: 3 } }, SEEN)).toEqual([]);
  });

  it.each([
    [{ spawns: 2 }, '3 spawns, not 2'],
    [{ spawns: { atLeast: 4, atMost: 5 } }, '3 spawns, not 4 to 5'],
    [{ spawns: 3, counts: [{ from: 'reset', exactly: 1 }] }, '2 spawns after reset, not 1'],
    [{ spawns: 3, counts: [{ from: 'never', atMost: 1 }] }, 'the moment "never" never came'],
    [
      { spawns: 3, counts: [{ from: 'ended', to: 'reset', exactly: 1 }] },
      '0 spawns after ended and before reset, not 1',
    ],
    [
      { spawns: 3, gaps: [{ from: 'ended', spawn: 2, atMost: 3 }] },
      'spawn 2 came 4.0 s after ended, not 0 to 3 s',
    ],
    [{ spawns: 3, gaps: [{ from: 'ended', spawn: 4, atMost: 3 }] }, 'there was no spawn 4'],
    [{ spawns: 3, rows: [{}] }, 'history has 2 elements, not 1'],
    [{ spawns: 3, status: { state: 'done' } }, 'status.state is "blocked", not "done"'],
    [{ spawns: 3, says: ['goodbye'] }, 'never said "goodbye"'],
    [{ spawns: 3, silent: ['hello'] }, 'said "hello"'],
    [{ spawns: 3, prompts: { 3: ['x'] } }, 'prompt 3 does not contain "x"'],
    [{ spawns: 3, files: { '_qa.md': { contains: 'Q' } } }, '_qa.md does not contain "Q": null'],
    [{ spawns: 3, notices: 0 }, '1 notices, not 0'],
    [{ spawns: 3, seconds: 9 }, 'took 10.0 s, not 9 s'],
  ])('%j', (expectation, broken) => {
    expect(brokenPromises(expectation, SEEN)).toEqual([broken]);
  });

  it('is always a process that was left behind, and an act that went failures', () => {
    const seen = { ...SEEN, left: ['7 sleep'], failures: ['run-1 ended with 1, not 4'] };
    expect(brokenPromises({ spawns: 3 }, seen)).toEqual([
      'run-1 ended with 1, not 4',
      'left behind: 7 sleep',
    ]);
  });
});

describe('a pattern', () => {
  it('fits itself, whatever JSON it is', () => {
    const json = fc
      .jsonValue()
      .filter((value) => !/"(?:contains|above)"/.test(JSON.stringify(value)));
    fc.assert(
      fc.property(json, (value) => {
        expect(differences(value, value)).toEqual([]);
      }),
    );
  });

  it('of two numbers fits when the value is above', () => {
    expect(differences({ above: 3 }, 4)).toEqual([]);
    expect(differences({ cost: { above: 3 } }, { cost: 3 })).toEqual(['cost is 3, not above 3']);
  });
});
