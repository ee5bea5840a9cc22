import { expect, test } from 'vitest';
import { openScene, SESSION } from '../support/program.ts';
import { goTo } from '../support/program-agent.ts';

test('after a run that slept for a limit was stopped, status and why name the reset and what goes on', async () => {
  const reset = Math.floor(Date.now() / 1000) + 3600;
  await using scene = openScene({ spawns: [[{ begin: true }, { limit: reset }, { exit: 1 }]] });
  const running = scene.startRun();
  await running.says('sleeping until');
  running.kill('SIGINT');
  const ended = await running.ended;
  expect(ended.code).toBe(130);
  // It sleeps: there is no agent to end.
  expect(ended.stdout).toContain('SIGINT: ending the run; once more ends it at once');
  expect(scene.rows()).toEqual([]);
  expect(await scene.status()).toMatchObject({
    state: 'parked',
    reason: "the account's usage window is used up",
    resumeAt: new Date(reset * 1000).toISOString(),
  });
  const { stdout } = await scene.command('why');
  expect(stdout).toMatch(/parked for the provider's limit until/);
  expect(stdout).not.toContain('nothing blocks');
  const place = `--config ${scene.config} --session ${SESSION}`;
  expect(stdout.match(/^ +samocode .*$/gm)).toEqual([
    `  samocode resume ${place}`,
    `  samocode ${place}`,
  ]);
  // A resume gives one try, which nothing holds up.
  await scene.command('resume');
  expect(await scene.status()).toMatchObject({ state: 'idle', resumeAt: null });
});

test('a parked session is ready for status and why once another session of the account got through', async () => {
  const reset = Math.floor(Date.now() / 1000) + 3600;
  await using scene = openScene({
    spawns: [[{ begin: true }, { limit: reset }, { exit: 1 }], goTo('init')],
  });
  expect((await scene.run('--max-wait', '0')).code).toBe(75);
  expect(await scene.status()).toMatchObject({ state: 'parked' });
  const other = ['run', '--config', scene.config, '--session', 'other', '--task', 'x'];
  expect((await scene.exec([...other, '--force', '--once'])).code).toBe(0);
  expect(await scene.status()).toMatchObject({ state: 'idle', resumeAt: null });
  expect((await scene.command('why')).stdout).toContain('nothing blocks the next one');
});

test('a cap on one model parks only phases with that model, for status and why', async () => {
  const reset = Math.floor(Date.now() / 1000) + 3600;
  const info = { status: 'rejected', resetsAt: reset, rateLimitType: 'seven_day_opus' };
  const limit = { is_error: true, api_error_status: 429, result: "You've hit your Opus limit" };
  await using scene = openScene({
    spawns: [
      [
        { begin: true },
        { say: JSON.stringify({ type: 'rate_limit_event', rate_limit_info: info }) },
        { say: JSON.stringify({ type: 'result', subtype: 'success', ...limit }) },
        { exit: 1 },
      ],
    ],
  });
  const running = scene.startRun();
  await running.says('sleeping until');
  running.kill('SIGTERM');
  await running.ended;
  expect(await scene.status()).toMatchObject({ state: 'parked' });
  scene.env['CLAUDE_MODEL_INIT'] = 'sonnet';
  expect(await scene.status()).toMatchObject({ state: 'idle', resumeAt: null });
});
