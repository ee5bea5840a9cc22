import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { until } from '../support/program.ts';
import { DONE, openQueueScene, type QueueScene } from '../support/queue-scene.ts';
import { buildKiller, killerVariables } from './killer.ts';

const killer = buildKiller();
const HOUR_MS = 3_600_000;
const NAMES = ['one', 'two'];

/** `work` and its runs, whose clock is off by the milliseconds in a file. */
function workAt(scene: QueueScene, clock: string, ...args: readonly string[]) {
  const of = { root: scene.stateDir, log: '', hit: undefined, clock, plan: scene.root };
  return scene.work(['--slots', '1', ...args], { env: killerVariables(killer ?? '', of) });
}

/** Done once each, and nothing is left in line. */
async function expectAllDone(scene: QueueScene, what: string): Promise<void> {
  expect((await scene.list()).queued, what).toEqual([]);
  const ran = scene.spawns().map(({ session }) => session);
  expect(ran.toSorted(), what).toEqual(NAMES.map(scene.sessionFolder).toSorted());
}

describe.skipIf(killer === undefined)('samocode work', () => {
  test.each([
    ['ahead', HOUR_MS],
    ['back', -HOUR_MS],
  ])(
    'whose clock is set %s by an hour loses no session and runs none twice',
    async (_, byMs) => {
      await using scene = openQueueScene();
      const clock = join(scene.root, 'clock');
      writeFileSync(clock, '0');
      await scene.enqueue('one', [[{ touch: 'here' }, { wait: 'go' }, ...DONE]]);
      await scene.enqueue('two');
      const working = workAt(scene, clock, '--until-empty');
      await until(() => existsSync(join(scene.agent, 'here')), 'the agent');
      writeFileSync(clock, String(byMs));
      scene.touch('go');
      const { code, stdout } = await working.ended;
      expect(code, stdout).toBe(0);
      await expectAllDone(scene, stdout);
    },
    120_000,
  );

  test('ends at --until alone when the clock passes it, after its run', async () => {
    await using scene = openQueueScene();
    const clock = join(scene.root, 'clock');
    writeFileSync(clock, '0');
    await scene.enqueue('one', [[{ touch: 'here' }, { wait: 'go' }, ...DONE]]);
    await scene.enqueue('two');
    const inAnHour = new Date(Date.now() + HOUR_MS);
    const time = `${inAnHour.getHours()}:${String(inAnHour.getMinutes()).padStart(2, '0')}`;
    const working = workAt(scene, clock, '--until', time);
    await until(() => existsSync(join(scene.agent, 'here')), 'the agent');
    writeFileSync(clock, String(2 * HOUR_MS));
    scene.touch('go');
    const { code, stdout } = await working.ended;
    expect(code, stdout).toBe(0);
    expect(stdout).toContain('its hours are over');
    expect(scene.spawns()).toHaveLength(1);
    expect((await scene.list()).queued).toMatchObject([{ session: 'two' }]);
  }, 120_000);
});
