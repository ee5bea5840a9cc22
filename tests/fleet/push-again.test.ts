import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { holdPushes } from '../support/fleet/hold-pushes.ts';
import { fleetScene } from '../support/fleet/machines.ts';
import { turn } from '../support/program-agent.ts';

test('a state that the remote refused after the last iteration is pushed at the end of the run', async () => {
  const scene = await fleetScene();
  const a = scene.machine('a');
  // The first push alone.
  const once = join(scene.root, 'refused');
  const hook = join(scene.remote, 'hooks', 'pre-receive');
  writeFileSync(hook, `#!/bin/sh\n[ -e '${once}' ] || { : > '${once}'; exit 1; }\n`);
  chmodSync(hook, 0o755);
  scene.script({
    phases: { testing: [turn({ status: 'blocked', reason: 'no key', needs: 'human_decision' })] },
  });
  a.begin('it', 'testing');
  await a.exec('queue', 'add', 'it', '--config', scene.config);
  a.work();
  await scene.finds('select state, iteration, pushed_iteration, unmovable from samocode.session', {
    ...{ state: 'blocked', iteration: 4, pushed_iteration: 4, unmovable: null },
  });
  expect(existsSync(once)).toBe(true);
});

test('a state that the remote refused until its session waited is pushed by work, and is movable again', async () => {
  const scene = await fleetScene();
  const a = scene.machine('a');
  const hook = join(scene.remote, 'hooks', 'pre-receive');
  writeFileSync(hook, '#!/bin/sh\nexit 1\n');
  chmodSync(hook, 0o755);
  scene.script({
    phases: { testing: [turn({ status: 'blocked', reason: 'no key', needs: 'human_decision' })] },
  });
  a.begin('it', 'testing');
  await a.exec('queue', 'add', 'it', '--config', scene.config);
  const work = a.work();
  await scene.finds(
    `select wait_why is not null as waits, unmovable is null as is_movable
     from samocode.place join samocode.session using (config, session)`,
    { waits: true, is_movable: false },
  );
  rmSync(hook);
  const row = 'select state, pushed_iteration, unmovable from samocode.session';
  await scene.finds(row, { state: 'blocked', pushed_iteration: 4, unmovable: null });
  // The session waits on, and its lease is free.
  const answer = await a.exec('note', '--config', scene.config, '--session', 'it', 'a hint');
  expect(answer.code, answer.stderr).toBe(0);
  expect(scene.spawns()).toHaveLength(1);
  expect(work.text()).toContain('no key');
});

test('what a person does while work pushes a waiting session is done after the push', async () => {
  const scene = await fleetScene();
  const a = scene.machine('a');
  const hook = join(scene.remote, 'hooks', 'pre-receive');
  writeFileSync(hook, '#!/bin/sh\nexit 1\n');
  chmodSync(hook, 0o755);
  scene.script({
    phases: { testing: [turn({ status: 'blocked', reason: 'no key', needs: 'human_decision' })] },
  });
  a.begin('it', 'testing');
  await a.exec('queue', 'add', 'it', '--config', scene.config);
  a.work();
  await scene.finds(
    `select wait_why is not null as waits, unmovable is null as is_movable
     from samocode.place join samocode.session using (config, session)`,
    { waits: true, is_movable: false },
  );
  const pushes = holdPushes(scene);
  await pushes.at(a, 'pre-receive');
  const named = ['--config', scene.config, '--session', 'it'];
  const stopped = await a.exec('stop', ...named);
  expect(stopped.stdout).toContain('there is nothing to stop');
  expect((await a.exec('note', ...named, 'a hint')).code).toBe(0);
  const run = a.exec('run', ...named);
  pushes.release(a);
  const ended = await run;
  expect(ended.code, ended.stderr).toBe(4);
  expect(a.rows('it').map(({ status }) => status)).toEqual(['blocked', 'noted']);
  expect(scene.spawns()).toHaveLength(1);
});
