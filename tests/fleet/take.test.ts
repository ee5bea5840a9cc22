import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HEARTBEAT_S } from '../support/fleet/databases.ts';
import { fleetScene } from '../support/fleet/machines.ts';
import { git, until } from '../support/program.ts';
import { goTo, type Turn, turn } from '../support/program-agent.ts';

const DONE = turn({ status: 'done', summary: 'all done' });
const BLOCKED = turn({ status: 'blocked', reason: 'no key', needs: 'human_decision' });
const SESSION = `select home, needs_take, iteration, pushed_iteration from samocode.session`;
const held = (name: string, end: Turn): Turn => [
  { touch: `${name}.here` },
  { wait: `${name}.go` },
  ...end,
];

/** The words after an arrow or a colon that begin with `samocode`: what a person pastes. */
function commandsIn(text: string): readonly (readonly string[])[] {
  return [
    ...text.matchAll(
      /samocode ((?:stop|take|release|run|resume|queue add) (?:(?! goes on| puts it)[^;\n,])*)/g,
    ),
  ].map(([, words = '']) => words.trim().split(' '));
}

async function sceneWith(phases: Readonly<Record<string, readonly Turn[]>>) {
  const scene = await fleetScene();
  const [a, b] = [scene.machine('a'), scene.machine('b')];
  scene.script({ phases });
  a.begin('it', 'testing');
  await a.exec('queue', 'add', 'it', '--config', scene.config);
  return { ...scene, a, b };
}

test('a session that waits is taken to a machine without work, and back, where it goes on', async () => {
  const { a, b, ...scene } = await sceneWith({
    testing: [goTo('quality', { work: ['notes.txt', 'x\n'] })],
    quality: [BLOCKED, goTo('done')],
    done: [DONE],
  });
  const onA = a.work();
  await onA.says('it: blocked');
  const taken = await b.exec('take', 'it', '--config', scene.config);
  expect(taken.stderr).toBe('');
  expect(taken).toMatchObject({ code: 0 });
  expect(taken.stdout).toMatch(
    /it is on this machine now, after iteration 5, in .*\nin no queue; /,
  );
  expect(existsSync(join(b.trees, 'it/notes.txt'))).toBe(true);
  expect(b.rows('it')).toHaveLength(2);
  expect(await scene.sql(SESSION)).toEqual([
    { home: 'b', needs_take: false, iteration: 5, pushed_iteration: null },
  ]);
  const again = await b.exec('take', 'it', '--config', scene.config);
  expect(again.stdout).toContain('it is here already, after iteration 5');
  const [, queue] = commandsIn(taken.stdout);
  expect(await b.exec('resume', '--config', scene.config, '--session', 'it')).toMatchObject({
    code: 0,
  });
  expect(await b.exec(...(queue ?? []))).toMatchObject({ code: 0 });
  // What the person did on b was not pushed.
  const unpushed = await a.exec('take', 'it', '--config', scene.config);
  expect(unpushed.code).toBe(2);
  expect(unpushed.stderr).toContain('without what changed on b after its last push');
  const back = await a.exec('take', 'it', '--config', scene.config, '--leave-unpushed');
  expect(back.stderr).toBe('');
  expect(back.stdout).toContain(`earlier stay on this machine are at ${a.trees}/it.old`);
  expect(back.stdout).toMatch(/in line: samocode work .* goes on with it here/);
  await onA.says(/it: blocked[^]*it starts[^]*it: blocked/);
});

test('one that another machine runs is refused with the command that ends its run; after it the take succeeds', async () => {
  const { a, b, ...scene } = await sceneWith({
    testing: [held('one', goTo('quality'))],
    quality: [goTo('done')],
    done: [DONE],
  });
  const onA = a.work();
  await until(() => existsSync(join(scene.agent, 'one.here')), 'the agent', 60_000);
  const refused = await b.exec('take', 'it', '--config', scene.config);
  expect(refused.code).toBe(6);
  expect(refused.stderr).toContain('a works on it');
  const [stop] = commandsIn(refused.stderr);
  expect(await b.exec(...(stop ?? []))).toMatchObject({ code: 0 });
  scene.touch('one.go');
  await onA.says('it: stopped');
  await scene.finds('select machine from samocode.place', { machine: null });
  const onB = b.work();
  await onB.says('working as b');
  expect(await b.exec('take', 'it', '--config', scene.config)).toMatchObject({ code: 0 });
  await onB.says('it: done');
  expect(b.rows('it').filter(({ kind }) => kind === 'iteration')).toHaveLength(3);
});

test('from a machine that died, it is taken before the take-over time, and work that was not pushed only if a person says so', async () => {
  const { a, b, ...scene } = await sceneWith({
    testing: [goTo('quality')],
    quality: [held('one', goTo('done')), held('two', goTo('done')), goTo('done')],
    done: [held('three', DONE), DONE],
  });
  a.work();
  await until(() => existsSync(join(scene.agent, 'one.here')), 'the agent', 60_000);
  const hook = join(scene.remote, 'hooks', 'pre-receive');
  writeFileSync(hook, '#!/bin/sh\nexit 1\n');
  chmodSync(hook, 0o755);
  scene.touch('one.go');
  await scene.finds(SESSION, { home: 'a', iteration: 5, pushed_iteration: 4 });
  a.die();
  rmSync(hook);
  const take = ['take', 'it', '--config', scene.config];
  await scene.finds(
    `select samocode_jobs.job_now() - seen_at > interval '${HEARTBEAT_S * 0.3} s' as is_silent from samocode.machine`,
    { is_silent: true },
  );
  const refused = await b.exec(...take);
  expect(refused.stderr).toContain('it would go on without what a did since iteration 4');
  const [agreed] = commandsIn(refused.stderr);
  expect(agreed).toContain('--leave-unpushed');
  const onB = b.work();
  await onB.says('working as b');
  expect(await b.exec(...(agreed ?? []))).toMatchObject({ code: 0, stderr: '' });
  scene.touch('two.go');
  scene.touch('three.go');
  await onB.says('it: done');
  expect(b.rows('it').map(({ iteration }) => iteration)).toEqual([4, 5, 6]);
});

test('a session that cannot be taken stays where it was', async () => {
  const { a, b, ...scene } = await sceneWith({ testing: [BLOCKED] });
  const onA = a.work();
  await onA.says('it: blocked');
  const columns = `${SESSION} natural join (select wait_until, wait_why from samocode.place) as place`;
  const before = await scene.sql(columns);
  git(b.clone, 'remote', 'set-url', 'origin', join(scene.root, 'nowhere'));
  const failed = await b.exec('take', 'it', '--config', scene.config);
  expect(failed.code).toBe(4);
  expect(failed.stderr).toContain('it cannot be taken: ');
  expect(await scene.sql(columns)).toEqual(before);
  git(b.clone, 'remote', 'set-url', 'origin', scene.remote);
  b.begin('it', 'testing');
  const refused = await b.exec('take', 'it', '--config', scene.config);
  expect(refused.code).toBe(4);
  expect(refused.stderr).toMatch(/the session is here already: .* → mv /);
  expect(await scene.sql(SESSION)).toMatchObject([{ home: 'a', needs_take: false }]);
  const waits = 'select wait_until, is_stranded from samocode.place';
  expect(await scene.sql(waits)).toEqual([{ wait_until: null, is_stranded: false }]);
  expect((await b.exec('take', 'that', '--config', scene.config)).stderr).toContain(
    'the fleet knows no session that',
  );
});

test('a session that is released goes on elsewhere; a remote that refuses keeps it', async () => {
  const { a, b, ...scene } = await sceneWith({
    testing: [goTo('quality')],
    quality: [held('one', BLOCKED), goTo('done')],
    done: [DONE],
  });
  const onA = a.work();
  await until(() => existsSync(join(scene.agent, 'one.here')), 'the agent', 60_000);
  const busy = await a.exec('release', 'it', '--config', scene.config);
  expect(busy.code).toBe(6);
  const [stop] = commandsIn(busy.stderr);
  expect(stop?.[0]).toBe('stop');
  scene.touch('one.go');
  await onA.says('it: blocked');
  process.kill(onA.pid, 'SIGTERM');
  await onA.ended;
  expect(await a.exec('queue', 'remove', 'it', '--config', scene.config)).toMatchObject({
    code: 0,
  });
  const resumed = await a.exec('resume', '--session', 'it', '--config', scene.config);
  expect(resumed.code).toBe(0);
  const hook = join(scene.remote, 'hooks', 'pre-receive');
  writeFileSync(hook, '#!/bin/sh\nexit 1\n');
  chmodSync(hook, 0o755);
  const refused = await a.exec('release', 'it', '--config', scene.config);
  expect(refused.code).toBe(4);
  expect(refused.stderr).toContain('it cannot be released: ');
  rmSync(hook);
  const released = await a.exec('release', 'it', '--config', scene.config);
  expect(released.stderr).toBe('');
  expect(released.stdout).toBe(
    'it is released, with its state after iteration 5; any machine of the fleet goes on with it\n',
  );
  const onB = b.work('--until-empty');
  expect(await onB.ended, onB.text()).toBe(0);
  expect(onB.text()).toContain('it: done');
  const kinds = b.rows('it').map(({ kind }) => kind);
  expect(kinds).toEqual(['iteration', 'iteration', 'person', 'iteration', 'iteration']);
  const elsewhere = await a.exec('release', 'it', '--config', scene.config);
  expect(elsewhere.code).toBe(6);
  expect(elsewhere.stderr).toContain('b has it');
});
