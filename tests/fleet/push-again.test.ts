import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
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
