import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fleetScene, PATIENCE_MS } from '../support/fleet/machines.ts';
import { until } from '../support/program.ts';
import { turn } from '../support/program-agent.ts';

const BLOCKED = turn({ status: 'blocked', reason: 'no key', needs: 'human_decision' });

test('an act on a drained machine says so, and names the commands that start the session there', async () => {
  const scene = await fleetScene();
  const a = scene.machine('a');
  scene.script({
    sessions: {
      it: { spawns: [BLOCKED, BLOCKED, BLOCKED] },
      slow: { spawns: [[{ touch: 'slow.here' }, { wait: 'slow.go' }, ...BLOCKED]] },
    },
  });
  const act = async (): Promise<string> =>
    (await a.exec('resume', '--config', scene.config, '--session', 'it')).stdout;
  for (const name of ['it', 'slow']) {
    a.begin(name, 'testing');
    await a.exec('queue', 'add', name, '--config', scene.config);
  }
  const onA = a.work();
  await onA.says('it: blocked');
  await until(() => existsSync(join(scene.agent, 'slow.here')), 'the agent', PATIENCE_MS);
  await a.exec('fleet', 'drain', 'a');
  await until(
    () => existsSync(join(a.home, '.local/state/samocode/work/drain')),
    'the drain',
    PATIENCE_MS,
  );
  expect(await act()).toContain(
    'in line, but the machine a is drained, and its samocode work ends after its runs; undrained, the next samocode work starts it; to start it: samocode fleet drain a --undo\n',
  );
  scene.touch('slow.go');
  expect(await onA.ended).toBe(0);
  const said = await act();
  expect(said).toContain(
    'in line, but the machine a is drained; to start it: samocode fleet drain a --undo && samocode work\n',
  );
  expect((await a.exec('fleet', 'drain', 'a', '--undo')).code).toBe(0);
  expect(await act()).toContain(
    'in line, but no samocode work starts sessions now; to start it: samocode work\n',
  );
  const again = a.work('--until-empty');
  await again.says('it: blocked');
  expect(await again.ended).toBe(0);
});
