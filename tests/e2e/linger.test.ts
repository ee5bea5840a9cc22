import { expect, test } from 'vitest';
import { lives, openScene } from '../support/program.ts';
import { turn } from '../support/program-agent.ts';

test('an agent that stays after its result is ended after 30 s, and that is a normal end', async () => {
  await using scene = openScene({
    phases: { investigation: [[...turn({ status: 'blocked', reason: 'enough' }), { stay: true }]] },
  });
  scene.begin('investigation');
  const startedMs = performance.now();
  expect((await scene.run()).code).toBe(4);
  expect(performance.now() - startedMs).toBeGreaterThan(29_000);
  expect(scene.rows()).toMatchObject([{ status: 'blocked', reason: 'enough', attempts: 1 }]);
  expect(scene.spawns().filter(({ pid }) => lives(pid))).toEqual([]);
}, 60_000);
