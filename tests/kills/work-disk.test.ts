import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { until } from '../support/program.ts';
import { goTo } from '../support/program-agent.ts';
import { DONE, openQueueScene, type QueueScene } from '../support/queue-scene.ts';
import { buildKiller, type Hit, killerVariables } from './killer.ts';
import { openWorkScene } from './work-scene.ts';

const killer = buildKiller();
const NAMES = ['s0', 's1', 's2'];
const FULL = 'the disk is full: free some space there (df -h ';

/** `work` in one slot whose disk is full from a step on, for `work` alone; `makeRoom` ends that. */
function workOnDisk(scene: QueueScene, hit: Hit) {
  const [log, room] = [join(scene.root, 'steps'), join(scene.root, 'room')];
  const env = killerVariables(killer ?? '', { root: scene.stateDir, log, hit, room });
  return {
    working: scene.work(['--slots', '1', '--until-empty'], { env }),
    refusals: () => readFileSync(log, 'utf8').match(/^refused/gm)?.length ?? 0,
    makeRoom: () => {
      writeFileSync(room, '');
    },
  };
}

describe.skipIf(killer === undefined)('samocode work on a full disk', { timeout: 240_000 }, () => {
  test.concurrent.each([
    ['takes a session', { step: 'write queue/journal.jsonl', how: 'empty', at: 1 }],
    ['gives it back', { step: 'write queue/journal.jsonl', how: 'full', at: 2 }],
    ['starts a run', { step: 'open work/logs/*', how: 'full', at: 1 }],
    ['has started one', { step: 'spawn *', how: 'full', at: 1 }],
    ['notes that one ended', { step: 'write work/night.json*', how: 'empty', at: 1 }],
  ] satisfies readonly (readonly [string, Hit])[])(
    'where it %s: it says so once, tries every 5 s, loses nothing, and goes on when there is room',
    async (_, hit) => {
      await using scene = openWorkScene();
      for (const name of NAMES) await scene.enqueue(name);
      const { working, refusals, makeRoom } = workOnDisk(scene, hit);
      await working.says(FULL);
      const [saidAt, before] = [performance.now(), refusals()];
      await until(() => refusals() >= before + 2, 'two more tries');
      expect(performance.now() - saidAt).toBeGreaterThan(4000);
      makeRoom();
      const { code, stdout } = await working.ended;
      expect(code, stdout).toBe(0);
      expect(stdout.split(FULL)).toHaveLength(2);
      await scene.expectAllDone(NAMES, stdout);
      expect(
        NAMES.map((name) => scene.starts(name)),
        stdout,
      ).toEqual([1, 1, 1]);
    },
  );

  test.concurrent('that takes no word to its runs tells them once there is room', async () => {
    await using scene = openQueueScene();
    const first = goTo('done', { touch: 'here' }, { wait: 'go' });
    await scene.enqueue('it', [first, DONE], { phase: 'quality' });
    const hit = { step: 'open work/drain', how: 'full', at: 1 } as const;
    const { working, makeRoom } = workOnDisk(scene, hit);
    await until(() => existsSync(join(scene.agent, 'here')), 'the agent');
    working.kill('SIGTERM');
    await working.says(FULL);
    makeRoom();
    await until(() => existsSync(join(scene.stateDir, 'work/drain')), 'the word to the run');
    scene.touch('go');
    expect((await working.ended).code).toBe(143);
    expect(scene.spawns()).toHaveLength(1);
  });

  test.concurrent(
    'ends by SIGTERM when no run is left; the next one knows how they ended',
    async () => {
      await using scene = openWorkScene();
      await scene.enqueue('s0');
      const hit = { step: 'write work/night.json*', how: 'empty', at: 1 } as const;
      const { working } = workOnDisk(scene, hit);
      await working.says(FULL);
      working.kill('SIGTERM');
      expect((await working.ended).code).toBe(143);
      await scene.finish();
      await scene.expectAllDone(['s0'], '');
      expect(scene.starts('s0')).toBe(1);
    },
  );
});
