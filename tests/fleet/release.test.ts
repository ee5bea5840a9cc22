import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fleetScene } from '../support/fleet/machines.ts';
import { until } from '../support/program.ts';
import { goTo, type Turn, turn } from '../support/program-agent.ts';

const DONE = turn({ status: 'done', summary: 'all done' });
const HELD: Turn = [{ touch: 'one.here' }, { wait: 'one.go' }, ...goTo('quality')];

test('a session whose run was stopped is released to another machine', async () => {
  const scene = await fleetScene();
  const [a, b] = [scene.machine('a'), scene.machine('b')];
  scene.script({
    phases: {
      testing: [HELD],
      quality: [goTo('done')],
      done: [DONE],
    },
  });
  a.begin('it', 'testing');
  await a.exec('queue', 'add', 'it', '--config', scene.config);
  const onA = a.work();
  await until(() => existsSync(join(scene.agent, 'one.here')), 'the agent', 60_000);
  const busy = await a.exec('release', 'it', '--config', scene.config);
  const [, stop = ''] = /: samocode (stop .*)/.exec(busy.stderr) ?? [];
  expect(await a.exec(...stop.split(' '))).toMatchObject({ code: 0 });
  scene.touch('one.go');
  await onA.says('it: stopped');
  await scene.finds('select machine from samocode.place', { machine: null });
  await a.exec('fleet', 'drain', 'a');
  expect(await onA.ended).toBe(0);
  expect(await a.exec('release', 'it', '--config', scene.config)).toMatchObject({ code: 0 });
  const onB = b.work();
  await onB.says('it: done');
});

test('a session whose first attempt died is released with nothing recorded, and runs elsewhere', async () => {
  const scene = await fleetScene();
  const [a, b] = [scene.machine('a'), scene.machine('b')];
  scene.script({ phases: { testing: [HELD, goTo('done')], done: [DONE] } });
  a.begin('it', 'testing');
  await a.exec('queue', 'add', 'it', '--config', scene.config);
  a.work();
  await until(() => existsSync(join(scene.agent, 'one.here')), 'the agent', 60_000);
  a.die();
  const released = await a.exec('release', 'it', '--config', scene.config);
  expect(released).toMatchObject({ code: 0, stderr: '' });
  const onB = b.work();
  await onB.says('it: done');
});
