import { expect, test } from 'vitest';
import { aheadOf } from '../../../src/app/work/ahead.ts';
import type { StartAhead } from '../../../src/domain/provider/limits/start-ahead.ts';

const CAPPED: StartAhead = { kind: 'delayed', until: 9, why: 'the limit of the day' };
const CLOSED: StartAhead = { kind: 'delayed', until: 5, why: 'the window is closed' };

/** A project whose account is closed to these models. */
function ahead(closed: readonly string[], more: { cap?: StartAhead; hasOther?: boolean } = {}) {
  let inUse: string | undefined;
  const book = {
    use: (model: string | undefined) => void (inUse = model),
    ahead: (): StartAhead => (closed.includes(inUse ?? '') ? CLOSED : { kind: 'free' }),
  };
  const sources = { book, cap: () => more.cap, models: ['opus', 'haiku'], startSpacingMs: 0 };
  return aheadOf({ ...sources, hasOther: more.hasOther === true }, 0);
}

test('a project is delayed only where each of its models is', () => {
  expect(ahead(['opus'])).toEqual({ kind: 'free' });
  expect(ahead(['opus', 'haiku'])).toEqual(CLOSED);
});

test('a project with a second provider is delayed by limits of cost alone', () => {
  expect(ahead(['opus', 'haiku'], { hasOther: true })).toEqual({ kind: 'free' });
  expect(ahead([], { hasOther: true, cap: CAPPED })).toEqual(CAPPED);
});
