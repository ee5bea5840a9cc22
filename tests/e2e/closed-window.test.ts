import { expect, test } from 'vitest';
import { openScene } from '../support/program.ts';

test('after a run that slept for a limit was stopped, status and why name the reset', async () => {
  const reset = Math.floor(Date.now() / 1000) + 3600;
  await using scene = openScene({ spawns: [[{ begin: true }, { limit: reset }, { exit: 1 }]] });
  const running = scene.startRun();
  await running.says('sleeping until');
  running.kill('SIGTERM');
  expect((await running.ended).code).toBe(143);
  expect(scene.rows()).toEqual([]);
  expect(await scene.status()).toMatchObject({
    state: 'parked',
    reason: "the account's usage window is used up",
    resumeAt: new Date(reset * 1000).toISOString(),
  });
  expect((await scene.command('why')).stdout).toMatch(/parked for the provider's limit until/);
  // A resume gives one try, which nothing holds up.
  await scene.command('resume');
  expect(await scene.status()).toMatchObject({ state: 'idle', resumeAt: null });
});
