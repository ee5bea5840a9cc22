import { describe, expect, it } from 'vitest';
import { doingAfter, doingWords, STARTING } from '../../../src/domain/run/doing.ts';
import type { RunEvent } from '../../../src/domain/run/event.ts';

const EVENTS: readonly [RunEvent, string][] = [
  [
    {
      kind: 'attempt-started',
      phase: 'testing',
      iteration: 4,
      attempt: 1,
      cwd: '/',
      log: 'x',
      model: undefined,
      effort: undefined,
      isOfPhase: false,
      timeoutMs: 1,
    },
    'testing, iteration 4: the agent works',
  ],
  [{ kind: 'proving', command: 'x', timeoutMs: 1 }, 'testing, iteration 4: running VERIFY'],
  [{ kind: 'stopping', signal: 'SIGINT' }, 'testing, iteration 4: ending'],
  [
    { kind: 'retrying', afterMs: 1, reason: 'x' },
    'testing, iteration 4: waiting before the next attempt',
  ],
  [
    { kind: 'limit', until: 1, reason: 'x' },
    "testing, iteration 4: asleep for the provider's limit",
  ],
  [
    {
      kind: 'decided',
      iteration: 4,
      from: 'testing',
      to: 'quality',
      decision: 'ready',
      summary: undefined,
      reason: undefined,
    },
    'quality, iteration 4: looking what comes next',
  ],
  [
    { kind: 'ended', ending: { kind: 'once' }, resident: true },
    'quality, iteration 4: waiting for a person',
  ],
  [{ kind: 'ended', ending: { kind: 'once' }, resident: false }, 'quality, iteration 4: ending'],
];

describe('what a run does', () => {
  it('follows what it tells', () => {
    let doing = STARTING;
    expect(doingWords(doing)).toBe('looking what comes next');
    for (const [event, words] of EVENTS) {
      doing = doingAfter(doing, event);
      expect(doingWords(doing)).toBe(words);
    }
  });

  it('is the same value after what changes nothing', () => {
    expect(doingAfter(STARTING, { kind: 'activity', text: 'x' })).toBe(STARTING);
  });
});
