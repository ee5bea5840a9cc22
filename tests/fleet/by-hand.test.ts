import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fleetScene, HEARTBEAT_S, PATIENCE_MS } from '../support/fleet/machines.ts';
import { openProxy } from '../support/fleet/proxy.ts';
import { until } from '../support/program.ts';
import { goTo, type Turn, turn } from '../support/program-agent.ts';

const held = (name: string): Turn => [
  { touch: `${name}.here` },
  { wait: `${name}.go` },
  ...turn({ status: 'blocked', reason: 'no key', needs: 'human_decision' }),
];

/** A session that waits on machine b, after two iterations; a is a laptop, without `samocode work`. */
async function waitingOnB() {
  const scene = await fleetScene();
  const proxy = await openProxy(scene.url);
  const [a, b] = [scene.machine('a'), scene.machine('b', proxy.url)];
  scene.script({
    phases: {
      testing: [goTo('quality')],
      quality: [
        turn({ status: 'blocked', reason: 'no key', needs: 'human_decision' }),
        held('by-hand'),
      ],
    },
  });
  b.begin('it', 'testing');
  await b.exec('queue', 'add', 'it', '--config', scene.config);
  b.work();
  await scene.finds('select state, pushed_iteration from samocode.session', {
    ...{ state: 'blocked', pushed_iteration: 5 },
  });
  const named = ['--config', scene.config, '--session', 'it'];
  const arrives = (name: string) =>
    until(() => existsSync(join(scene.agent, `${name}.here`)), `the agent ${name}`, PATIENCE_MS);
  return { ...scene, a, b, proxy, named, arrives };
}

test('a run by hand pushes its state and tells of it, and keeps a take elsewhere away while it lives', async () => {
  const { a, b, named, ...scene } = await waitingOnB();
  expect((await a.exec('take', ...named)).code).toBe(0);
  const resumed = await a.exec('resume', ...named);
  expect(resumed.code, resumed.stderr).toBe(0);
  const run = a.exec('run', ...named);
  await scene.arrives('by-hand');
  const refused = await b.exec('take', ...named);
  expect(refused).toMatchObject({
    code: 6,
    stderr: expect.stringContaining('a person runs it by hand on a') as string,
  });
  expect(refused.stderr).toContain('samocode take');
  scene.touch('by-hand.go');
  expect((await run).code).toBe(4);
  await scene.finds('select iteration, pushed_iteration, hand_run from samocode.session', {
    ...{ iteration: 6, pushed_iteration: 6, hand_run: null },
  });
  const taken = await b.exec('take', ...named);
  expect(taken.code, taken.stderr).toBe(0);
  expect(b.rows('it').at(-1)).toMatchObject({ iteration: 6, status: 'blocked' });
});

test('a run by hand of a session that another machine has is refused with the command that brings it here', async () => {
  const { a, b, named, proxy, ...scene } = await waitingOnB();
  expect((await a.exec('take', ...named)).code).toBe(0);
  b.die();
  const refused = await b.exec('run', ...named);
  expect(refused.code).toBe(6);
  expect(refused.stderr).toMatch(/a has it\n.*samocode take --config \S+ --session it/);
  expect(scene.spawns()).toHaveLength(2);
  // Where the database is silent, the first push tells, before an agent starts.
  proxy.swallow();
  const blind = await b.exec('run', ...named, '--force');
  expect(blind.code).toBe(6);
  const said = blind.stdout + blind.stderr;
  expect(said).toContain('the fleet was not asked whether another machine has it');
  expect(said).toMatch(/has the session.*refs\/samocode\/lost\/it\//);
  expect(scene.spawns()).toHaveLength(2);
});

test('a machine under the name of another one runs none of its sessions by hand', async () => {
  const { a, named, ...scene } = await waitingOnB();
  const settings = join(a.home, '.config/samocode/.env');
  writeFileSync(settings, `SAMOCODE_FLEET=${scene.url}\nSAMOCODE_MACHINE=b\n`, { mode: 0o600 });
  const before = await scene.sql('select folder, iteration, run from samocode.session');
  const living = await a.exec('run', ...named, '--task', 'Do it');
  expect(living).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/another machine of the fleet is called b\n.*printf/) as string,
  });
  scene.b.die();
  await scene.finds(
    `select now() - seen_at > interval '${HEARTBEAT_S} seconds' as is_silent from samocode.machine`,
    { is_silent: true },
  );
  const silent = await a.exec('run', ...named, '--task', 'Do it');
  expect(silent.code).toBe(6);
  expect(silent.stderr).toMatch(/b has it\n.*samocode take --config \S+ --session it/);
  expect(await scene.sql('select folder, iteration, run from samocode.session')).toEqual(before);
  expect(scene.spawns()).toHaveLength(2);
});

test('a demonstration asks no fleet', async () => {
  const scene = await fleetScene();
  const proxy = await openProxy(scene.url);
  proxy.swallow();
  const demo = await scene.machine('a', proxy.url).exec('demo');
  expect(demo.stdout).toContain('iteration 1');
  expect(demo.stdout + demo.stderr).not.toContain('the fleet was not asked');
});
