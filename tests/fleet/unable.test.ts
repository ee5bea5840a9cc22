import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unableReader } from '../../src/cli/compose/fleet/unable.ts';
import { fleetScene } from '../support/fleet/machines.ts';
import { git } from '../support/program.ts';
import { turn } from '../support/program-agent.ts';

test('a machine whose person did not accept the commands of a project claims none of its sessions, and says so once', async () => {
  const scene = await fleetScene();
  const [a, b] = [scene.machine('a'), scene.machine('b')];
  scene.script({
    phases: { init: [turn({ status: 'blocked', reason: 'no key', needs: 'human_decision' })] },
  });
  writeFileSync(scene.config, 'VERIFY=true\n', { flag: 'a' });
  git(scene.root, 'init', '-q');
  git(scene.root, 'add', '.samocode');
  const onB = b.work();
  await onB.says('working as b');
  await scene.submit('it');
  const refusal = `takes no sessions of ${scene.config}: its commands were not accepted on this machine: samocode trust --config ${scene.config}`;
  await onB.says(refusal);
  expect((await b.exec('queue')).stdout).toContain(`this machine ${refusal}`);
  expect(await a.exec('trust', '--config', scene.config, '--yes')).toMatchObject({ code: 0 });
  a.work();
  await scene.finds('select home, state from samocode.session', { home: 'a', state: 'blocked' });
  expect(onB.text().split(refusal)).toHaveLength(2);
  expect(onB.text()).not.toContain('it starts');
});

test('a project is looked at once a minute: its program may be missing, and come', async () => {
  const scene = await fleetScene();
  const { home, env } = scene.machine('a');
  const missing = join(home, 'claude');
  const at = {
    ...{ home, cwd: home, stateDir: join(home, 'state') },
    environment: { ...env, CLAUDE_PATH: missing },
  };
  let now = 0;
  const unable = unableReader(at, () => now);
  expect(unable(scene.config)).toContain(missing);
  writeFileSync(missing, '#!/bin/sh\n', { mode: 0o755 });
  now = 59_000;
  expect(unable(scene.config)).toContain(missing);
  now = 60_000;
  expect(unable(scene.config)).toBeUndefined();
  // Settings that no machine can read are told by a run.
  writeFileSync(scene.config, 'SAMOCODE_TIMEOUT=never\n', { flag: 'a' });
  now = 120_000;
  expect(unable(scene.config)).toBeUndefined();
});
