import { expect, test } from 'vitest';
import { openPushAgain, type PushedAgain } from '../../../../src/app/fleet/machine/push-again.ts';

const MINUTE = 60_000;

/** Seconds after which each push was made while a pass came every five seconds. */
async function pushesOf(answer: PushedAgain, forMs: number): Promise<readonly number[]> {
  let now = 0;
  const pushes: number[] = [];
  const pass = openPushAgain({
    unpushed: () => Promise.resolve([{ config: '/shop/.samocode', session: 'it' }]),
    push: () => {
      pushes.push(now / 1000);
      return Promise.resolve(answer);
    },
    nowMs: () => now,
    hasEnded: () => false,
  });
  for (; now < forMs; now += 5000) await pass();
  return pushes;
}

test('a push that fails is tried again after a time that doubles, up to fifteen minutes', async () => {
  const pushes = await pushesOf('later', 60 * MINUTE);
  const gaps = pushes.slice(1).map((at, n) => at - (pushes[n] ?? 0));
  expect(gaps).toEqual([10, 20, 40, 80, 160, 320, 640, 900, 900]);
});

test('a session that another machine has is not pushed again', async () => {
  expect(await pushesOf('lost', 60 * MINUTE)).toEqual([0]);
});

test('a session whose state was pushed and that changes later is pushed at once', async () => {
  let [now, isThere] = [0, true];
  let pushes = 0;
  const pass = openPushAgain({
    unpushed: () => Promise.resolve(isThere ? [{ config: 'c', session: 'it' }] : []),
    push: () => {
      pushes += 1;
      isThere = pushes % 2 === 1;
      return Promise.resolve(isThere ? 'later' : 'pushed');
    },
    nowMs: () => now,
    hasEnded: () => false,
  });
  await pass();
  now = 10_000;
  await pass();
  await pass();
  isThere = true;
  await pass();
  expect(pushes).toBe(3);
});
