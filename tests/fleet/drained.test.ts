import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { heldScene } from '../support/fleet/held-scene.ts';
import { PATIENCE_MS } from '../support/fleet/machines.ts';
import { until } from '../support/program.ts';
import { turn } from '../support/program-agent.ts';

test('a drained machine ends its run after the iteration, another one goes on, and it works again undrained', async () => {
  const { a, b, onA, ...scene } = await heldScene();
  const onB = b.work();
  await onB.says('working as b');
  expect((await b.exec('fleet', 'drain', 'a')).code).toBe(0);
  const drain = join(a.home, '.local/state/samocode/work/drain');
  await until(() => existsSync(drain), 'the drain', PATIENCE_MS);
  expect(a.agents()).toHaveLength(1);
  scene.touch('one.go');
  expect(await onA.ended, onA.text()).toBe(0);
  await onB.says('it: done');
  expect(b.rows('it').map(({ iteration }) => iteration)).toEqual([4, 5, 6]);
  expect(scene.spawns()).toHaveLength(3);
  expect(scene.twins()).toEqual([]);
  // It claims nothing until a person says so.
  expect(await a.work('--until-empty').ended).toBe(0);
  expect((await b.exec('fleet', 'drain', 'a', '--undo')).code).toBe(0);
  b.die();
  scene.script({
    phases: { init: [turn({ status: 'blocked', reason: 'x', needs: 'human_decision' })] },
  });
  await scene.submit('next');
  a.work();
  await scene.finds("select home, state from samocode.session where session = 'next'", {
    ...{ home: 'a', state: 'blocked' },
  });
});
