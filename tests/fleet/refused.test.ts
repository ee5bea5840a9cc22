import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fleetScene, PATIENCE_MS } from '../support/fleet/machines.ts';
import { until } from '../support/program.ts';
import { goTo, turn } from '../support/program-agent.ts';

test('a session whose pushes a hook refuses goes on where it is, and why says there and elsewhere that it cannot move', async () => {
  const scene = await fleetScene();
  const [a, b] = [scene.machine('a'), scene.machine('b')];
  const hook = join(scene.remote, 'hooks', 'pre-receive');
  writeFileSync(hook, '#!/bin/sh\necho no such refs here >&2\nexit 1\n');
  chmodSync(hook, 0o755);
  scene.script({
    phases: {
      testing: [goTo('quality')],
      quality: [goTo('done', { touch: 'here' }, { wait: 'go' })],
      done: [turn({ status: 'done', summary: 'all done' })],
    },
  });
  a.begin('it', 'testing');
  await a.exec('queue', 'add', 'it', '--config', scene.config);
  const [onA, onB] = [a.work(), b.work()];
  await onB.says('working as b');
  await until(() => existsSync(join(scene.agent, 'here')), 'the second agent', PATIENCE_MS);
  await scene.finds('select home, iteration, pushed_iteration from samocode.session', {
    ...{ home: 'a', iteration: 4, pushed_iteration: null },
  });
  const why = await b.exec('why', '--config', scene.config, '--session', 'it');
  expect(why.stdout).toMatch(/cannot move to another machine: .*no such refs here/);
  for (const command of ['why', 'status']) {
    const here = await a.exec(command, '--config', scene.config, '--session', 'it');
    expect(here.stderr).toMatch(/it cannot move to another machine: .*no such refs here/);
  }
  const listed = await b.exec('list', '--fleet', '--json');
  expect(JSON.parse(listed.stdout)).toMatchObject({
    ...{ machine: 'a', iteration: 4, pushedIteration: null },
    unmovable: expect.stringContaining('no such refs here') as string,
  });
  scene.touch('go');
  await onA.says('it: done');
  expect(a.rows('it').map(({ iteration }) => iteration)).toEqual([4, 5, 6]);
  expect(onB.text()).not.toContain('it starts');
});
