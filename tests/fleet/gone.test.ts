import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fleetScene } from '../support/fleet/machines.ts';
import { turn } from '../support/program-agent.ts';

const BLOCKED = turn({ status: 'blocked', reason: 'no key', needs: 'human_decision' });

test('a machine begins no task again whose session is gone there, and a person begins it anew', async () => {
  const scene = await fleetScene();
  const a = scene.machine('a');
  scene.script({ spawns: [BLOCKED, BLOCKED] });
  await scene.submit('it');
  expect(await a.work('--until-empty').ended).toBe(0);
  const [folder = ''] = readdirSync(a.sessions);
  renameSync(join(a.sessions, folder), join(a.home, 'away'));
  // The time of its wait is over.
  await scene.sql(`update samocode_jobs.job set start_after = now() where state = 'created'`);
  await scene.sql('update samocode.place set wait_until = now(), wait_why = null');
  const again = a.work('--until-empty');
  await again.says(`has begun in ${join(a.sessions, folder)}, and that folder is gone`);
  expect(await again.ended).toBe(0);
  expect([readdirSync(a.sessions), scene.spawns().length]).toEqual([[], 1]);
  await a.exec('queue', 'remove', 'it', '--config', scene.config);
  await scene.submit('it');
  expect(await a.work('--until-empty').ended).toBe(0);
  expect([readdirSync(a.sessions).length, scene.spawns().length]).toEqual([1, 2]);
});
