import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fleetScene } from '../support/fleet/machines.ts';
import { goTo, turn } from '../support/program-agent.ts';

test('a machine that has the name of another one takes, releases and queues nothing, and gets a name of its own', async () => {
  const scene = await fleetScene();
  const [a, b] = [scene.machine('a'), scene.machine('b')];
  scene.script({
    phases: {
      testing: [goTo('quality')],
      quality: [turn({ status: 'blocked', reason: 'no key', needs: 'human_decision' })],
    },
  });
  a.begin('it', 'testing');
  await a.exec('queue', 'add', 'it', '--config', scene.config);
  const work = a.work();
  await scene.finds('select state, pushed_iteration from samocode.session', {
    ...{ state: 'blocked', pushed_iteration: 5 },
  });
  const settings = join(b.home, '.config/samocode/.env');
  writeFileSync(settings, `SAMOCODE_FLEET=${scene.url}\nSAMOCODE_MACHINE=a\n`, { mode: 0o600 });
  const named = ['--config', scene.config, '--session', 'it'];
  const commands = [['take', ...named], ['queue'], ['why', ...named]];
  for (const command of commands) {
    const { code, stderr } = await b.exec(...command);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/another machine of the fleet is called a\n/),
    ]);
  }
  const { stderr } = await b.exec('take', ...named);
  const [, cure = ''] = /→ .*: (printf .*)$/m.exec(stderr) ?? [];
  // As an editor leaves it that ends no file with a line break.
  writeFileSync(settings, readFileSync(settings, 'utf8').trimEnd());
  execFileSync('sh', ['-c', cure], { env: { ...process.env, HOME: b.home } });
  const taken = await b.exec('take', ...named);
  expect(taken.code, taken.stderr).toBe(0);
  await scene.finds(
    "select count(*)::int as count from samocode.session where home ~ '^a-[0-9a-z]{6}$'",
    { count: 1 },
  );
  expect((await a.exec('queue')).code).toBe(0);
  expect(work.text()).toContain('no key');
});

test('a new disk under the name of a machine that died tells of its sessions, takes them and keeps them', async () => {
  const scene = await fleetScene();
  const [a, b] = [scene.machine('a'), scene.machine('b')];
  scene.script({
    phases: { testing: [turn({ status: 'blocked', reason: 'no key', needs: 'human_decision' })] },
  });
  a.begin('it', 'testing');
  await a.exec('queue', 'add', 'it', '--config', scene.config);
  a.work();
  const row = 'select home, state, pushed_iteration from samocode.session';
  await scene.finds(row, { home: 'a', state: 'blocked', pushed_iteration: 4 });
  await scene.finds('select wait_why is not null as waits from samocode.place', { waits: true });
  a.die();
  await scene.finds(
    "select now() - seen_at > interval '10 seconds' as silent from samocode.machine",
    {
      silent: true,
    },
  );
  const settings = join(b.home, '.config/samocode/.env');
  writeFileSync(settings, `SAMOCODE_FLEET=${scene.url}\nSAMOCODE_MACHINE=a\n`, { mode: 0o600 });
  const named = ['--config', scene.config, '--session', 'it'];
  expect(await b.exec('why', ...named)).toMatchObject({
    stdout: expect.stringContaining('no key') as string,
  });
  expect((await b.exec('queue')).code).toBe(0);
  const taken = await b.exec('take', ...named);
  expect(taken.code, taken.stderr).toBe(0);
  expect(readdirSync(b.sessions)).toEqual(['it']);
  const work = b.work();
  await work.says('working as a');
  await scene.finds(row, { home: 'a' });
});
