import { expect, test } from 'vitest';
import { systemClock } from '../../../src/adapters/clock.ts';
import { openRounds } from '../../../src/app/fleet/rounds.ts';

test('a round begins when the last one is over and its time has passed', async () => {
  const slept: number[] = [];
  const times = [20, 30];
  const clock = { sleep: (ms: number) => Promise.resolve(void slept.push(ms)) };
  await new Promise<void>((resolve) => {
    const rounds = openRounds(
      Promise.resolve(10),
      () => {
        const next = times.shift();
        if (next === undefined) void rounds.end().then(resolve);
        return Promise.resolve(next ?? 40);
      },
      clock,
    );
  });
  expect(slept).toEqual([10, 20, 30]);
});

test('an end waits for the round under way, and no other begins', async () => {
  const done: string[] = [];
  let ended: Promise<void> = Promise.resolve();
  await new Promise<void>((resolve) => {
    const rounds = openRounds(
      0,
      async () => {
        done.push('begun');
        ended = rounds.end().then(() => void done.push('ended'));
        resolve();
        await new Promise(setImmediate);
        done.push('over');
        return 3_600_000;
      },
      systemClock,
    );
  });
  await ended;
  expect(done).toEqual(['begun', 'over', 'ended']);
});

test('an end ends the wait for the next round at once', async () => {
  const rounds = openRounds(3_600_000, () => Promise.reject(new Error('no round')), systemClock);
  await rounds.end();
});
