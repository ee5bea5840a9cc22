import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openBell } from '../../../src/adapters/work/bell.ts';

const LONG_MS = 60_000;

it('rings in quick succession end one wait', async () => {
  const bell = openBell();
  let waits = 0;
  const end = new AbortController();
  const listening = (async () => {
    while (!end.signal.aborted) {
      await bell.wait(LONG_MS);
      waits += 1;
    }
  })();
  for (let rings = 0; rings < 100; rings += 1) {
    bell.ring();
    await nextTurn();
  }
  end.abort();
  bell.ring();
  await listening;
  expect(waits).toBeLessThan(20);
});

it('a pause is ended by its signal, and by no ring', async () => {
  const bell = openBell();
  const end = new AbortController();
  let isOver = false;
  const pausing = bell.pause(LONG_MS, end.signal).then(() => (isOver = true));
  bell.ring();
  await nextTurn();
  expect(isOver).toBe(false);
  end.abort();
  await pausing;
});

it('a ring before the wait ends it, too', async () => {
  const bell = openBell();
  bell.ring();
  await bell.wait(LONG_MS);
  await bell.wait(1);
});
