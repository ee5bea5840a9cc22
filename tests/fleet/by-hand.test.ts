import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HEARTBEAT_S } from '../support/fleet/databases.ts';
import { fleetScene, PATIENCE_MS } from '../support/fleet/machines.ts';
import { openProxy } from '../support/fleet/proxy.ts';
import { until } from '../support/program.ts';
import { goTo, type Turn, turn } from '../support/program-agent.ts';

const BLOCKED = turn({ status: 'blocked', reason: 'no key', needs: 'human_decision' });
const held = (name: string): Turn => [
  { touch: `${name}.here` },
  { wait: `${name}.go` },
  ...BLOCKED,
];

/** A session that waits on machine b, after two iterations; a is a laptop, without `samocode work`. */
async function waitingOnB() {
  const scene = await fleetScene();
  const proxy = await openProxy(scene.url);
  const [a, b] = [scene.machine('a'), scene.machine('b', proxy.url)];
  scene.script({
    phases: {
      init: [BLOCKED],
      testing: [goTo('quality')],
      quality: [BLOCKED, held('by-hand')],
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

test('a session whose files this machine has yet to take is not run by hand', async () => {
  const { b, named, ...scene } = await waitingOnB();
  b.die();
  // A take that was killed after its push.
  await scene.sql('update samocode.session set needs_take = true');
  const row = 'select folder, iteration, needs_take, pushed_iteration from samocode.session';
  const before = await scene.sql(row);
  // Its agent would not wait.
  scene.touch('by-hand.go');
  const refused = await b.exec('run', ...named, '--force');
  expect(refused.code, refused.stdout + refused.stderr).toBe(6);
  expect(refused.stderr).toMatch(
    /files of it are not on this machine\n.*samocode take --config \S+ --session it/,
  );
  expect(await scene.sql(row)).toEqual(before);
  expect(scene.spawns()).toHaveLength(2);
});

test('another session of a name that the fleet has elsewhere begins by hand with --new', async () => {
  const { a, b, named, ...scene } = await waitingOnB();
  const home = 'select home, folder from samocode.session';
  const before = await scene.sql(home);
  const begun = await a.exec('run', ...named, '--task', 'Do it', '--new');
  expect(begun.code, begun.stdout + begun.stderr).toBe(4);
  expect(begun.stderr).not.toContain('b has it');
  expect(scene.spawns().map(({ phase }) => phase)).toEqual(['testing', 'quality', 'init']);
  expect(await scene.sql(home)).toEqual(before);
  b.die();
});

test('a session in line that no machine has begun is not run by hand before it is taken out', async () => {
  const scene = await fleetScene();
  const a = scene.machine('a');
  scene.script({ phases: { init: [BLOCKED] } });
  await scene.submit('it');
  const run = ['run', '--config', scene.config, '--session', 'it', '--task', 'Do it'];
  const refused = await a.exec(...run);
  expect(refused.code, refused.stdout + refused.stderr).toBe(6);
  expect(scene.spawns()).toEqual([]);
  expect(readdirSync(a.sessions)).toEqual([]);
  const [, remove = ''] =
    /it is in line, and no machine has begun it\n.*first: samocode (.*)\n/.exec(refused.stderr) ??
    [];
  expect(await a.exec(...remove.split(' '))).toMatchObject({ code: 0 });
  expect((await a.exec(...run)).code).toBe(4);
  expect(scene.spawns()).toHaveLength(1);
});

test('a session in line is claimed by no other machine while a person runs it, and then it is', async () => {
  const { a, b, named, ...scene } = await waitingOnB();
  expect((await a.exec('take', ...named)).code).toBe(0);
  expect((await a.exec('resume', ...named)).code).toBe(0);
  expect((await a.exec('queue', 'add', 'it', '--config', scene.config)).code).toBe(0);
  const run = a.exec('run', ...named);
  await scene.arrives('by-hand');
  // Its first push made it one that any machine could take.
  await scene.finds(
    'select hand_run is not null as is_by_hand, pushed_iteration from samocode.session',
    {
      ...{ is_by_hand: true, pushed_iteration: 5 },
    },
  );
  await scene.submit('later');
  // The place of it is behind.
  await scene.finds("select home from samocode.session where session = 'later'", { home: 'b' });
  expect(await scene.sql("select machine from samocode.place where session = 'it'")).toEqual([
    { machine: null },
  ]);
  // Killed, it counts until the take-over time is over.
  process.kill(a.runs()[0] ?? 0, 'SIGKILL');
  await run;
  expect(await b.exec('take', ...named)).toMatchObject({ code: 6 });
  await scene.finds("select home from samocode.session where session = 'it'", { home: 'b' });
  expect(scene.twins()).toEqual([]);
});

test('after an outage no machine claims or takes a session that still runs by hand', async () => {
  const { a, b, named, ...scene } = await waitingOnB();
  expect((await a.exec('take', ...named)).code).toBe(0);
  expect((await a.exec('resume', ...named)).code).toBe(0);
  expect((await a.exec('queue', 'add', 'it', '--config', scene.config)).code).toBe(0);
  const run = a.exec('run', ...named);
  await scene.arrives('by-hand');
  await scene.finds('select pushed_iteration from samocode.session', { pushed_iteration: 5 });
  b.die();
  // What the database knows after an outage; the run says that it lives when it finds it again.
  a.freeze();
  await scene.sql("update samocode.session set hand_seen_at = now() - interval '1 hour'");
  await scene.submit('later');
  b.work();
  await scene.finds("select home from samocode.session where session = 'later'", { home: 'b' });
  const it =
    "select home, machine from samocode.session join samocode.place using (config, session) where session = 'it'";
  expect(await scene.sql(it)).toEqual([{ home: 'a', machine: null }]);
  expect(await b.exec('take', ...named)).toMatchObject({ code: 6 });
  a.thaw();
  await scene.finds(
    "select hand_run is not null and hand_seen_at > now() - interval '5 seconds' as is_alive from samocode.session where session = 'it'",
    { is_alive: true },
  );
  expect(await scene.sql(it)).toEqual([{ home: 'a', machine: null }]);
  scene.touch('by-hand.go');
  expect((await run).code).toBe(4);
  expect(scene.twins()).toEqual([]);
});

test('a session in line that begins by hand while the database is silent begins on no other machine', async () => {
  const scene = await fleetScene();
  const proxy = await openProxy(scene.url);
  const [a, b] = [scene.machine('a', proxy.url), scene.machine('b')];
  scene.script({ phases: { init: [held('one'), held('two')] } });
  await scene.submit('it');
  proxy.swallow();
  const run = a.exec('run', '--config', scene.config, '--session', 'it', '--task', 'Do it');
  await until(() => existsSync(join(scene.agent, 'one.here')), 'the agent one', PATIENCE_MS);
  const work = b.work();
  await work.says(/another machine has|has the session/);
  expect(scene.spawns()).toHaveLength(1);
  scene.touch('one.go');
  const ended = await run;
  expect(ended.code, ended.stdout + ended.stderr).toBe(4);
  expect(scene.spawns()).toHaveLength(1);
});

test('a demonstration asks no fleet', async () => {
  const scene = await fleetScene();
  const proxy = await openProxy(scene.url);
  proxy.swallow();
  const demo = await scene.machine('a', proxy.url).exec('demo');
  expect(demo.stdout).toContain('iteration 1');
  expect(demo.stdout + demo.stderr).not.toContain('the fleet was not asked');
});
