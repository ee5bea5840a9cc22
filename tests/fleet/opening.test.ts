import { chmodSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { holdPushes } from '../support/fleet/hold-pushes.ts';
import { fleetScene, type Machine, PATIENCE_MS } from '../support/fleet/machines.ts';
import { openProxy } from '../support/fleet/proxy.ts';
import { until } from '../support/program.ts';
import { goTo, type Turn, turn } from '../support/program-agent.ts';

const SESSION = 'select home, iteration, pushed_iteration from samocode.session';
const OPENED = { iteration: 0, pushed_iteration: 0 };

/** Waits in the agent of the first phase until the test makes a file. */
const held = (name: string): Turn => [
  { touch: `${name}.here` },
  { wait: `${name}.go` },
  ...goTo('investigation', { overview: 'init' }),
];

/** A session that waits in line with its task, for machines a and b; the second iteration ends as blocked. */
async function queued(env: NonNullable<Parameters<typeof fleetScene>[0]>['env'] = () => ({})) {
  const scene = await fleetScene({ env });
  const proxy = await openProxy(scene.url);
  scene.script({
    phases: {
      init: [held('one'), held('two'), held('three')],
      investigation: [turn({ status: 'blocked', reason: 'no key', needs: 'human_decision' })],
    },
  });
  await scene.submit('it');
  return {
    ...scene,
    proxy,
    a: scene.machine('a', proxy.url),
    b: scene.machine('b'),
    arrives: (name: string) =>
      until(() => existsSync(join(scene.agent, `${name}.here`)), `the agent ${name}`, PATIENCE_MS),
    homes: () => scene.spawns().map(({ env }) => env['HOME']),
    /** Machine `home` has recorded both iterations. */
    endsOn: async (home: Machine) => {
      await scene.finds('select home, state from samocode.session', {
        ...{ home: home.name, state: 'blocked' },
      });
      expect(home.rows('it').map(({ status }) => status)).toEqual(['continue', 'blocked']);
    },
  };
}

const LOST = /it: (the|another) machine .*of the fleet has the session.*refs\/samocode\/lost\//;

test('a take-over in the first iteration is fenced: the machine that was cut off keeps its work as lost', async () => {
  const { a, b, proxy, touch, ...scene } = await queued();
  const onA = a.work();
  await scene.arrives('one');
  await scene.finds(SESSION, { home: 'a', ...OPENED });
  const onB = b.work();
  await onB.says('working as b');
  proxy.swallow();
  await scene.arrives('two');
  proxy.pass();
  touch('one.go');
  await onA.says(LOST);
  touch('two.go');
  await scene.endsOn(b);
  expect(scene.homes()).toEqual([a.home, b.home, b.home]);
});

test('a machine that died after it pushed the opening state, before it said so, leaves it to the next one', async () => {
  const { a, b, ...scene } = await queued();
  const pushes = holdPushes(scene);
  const isPushed = pushes.at(a, 'post-receive');
  a.work();
  await isPushed;
  a.die();
  pushes.release(a);
  for (const name of ['one.go', 'two.go']) scene.touch(name);
  b.work();
  await scene.endsOn(b);
  expect(scene.homes()).toEqual([b.home, b.home]);
});

test('a machine that died after it pushed the opening state leaves it to one that has another day', async () => {
  const ofDay = (home: string): string => (home.endsWith('/a') ? 'Etc/GMT+12' : 'Etc/GMT-14');
  const { a, b, ...scene } = await queued((home) => ({ TZ: ofDay(home) }));
  const pushes = holdPushes(scene);
  const isPushed = pushes.at(a, 'post-receive');
  a.work();
  await isPushed;
  a.die();
  pushes.release(a);
  for (const name of ['one.go', 'two.go']) scene.touch(name);
  b.work();
  await scene.endsOn(b);
  expect(readdirSync(b.sessions)).toEqual(readdirSync(a.sessions));
});

test('the machine that pushes its opening state later starts no agent', async () => {
  const { a, b, proxy, ...scene } = await queued();
  const pushes = holdPushes(scene);
  const isHeld = pushes.at(a, 'pre-receive');
  const onA = a.work();
  await isHeld;
  proxy.swallow();
  b.work();
  await scene.arrives('one');
  pushes.release(a);
  proxy.pass();
  await onA.says(LOST);
  scene.touch('one.go');
  await scene.endsOn(b);
  expect(scene.homes()).toEqual([b.home, b.home]);
});

test('a remote that refuses the opening state keeps the session where it is, and no other machine begins it again', async () => {
  const { a, b, ...scene } = await queued();
  const hook = join(scene.remote, 'hooks', 'pre-receive');
  writeFileSync(hook, '#!/bin/sh\necho no such refs here >&2\nexit 1\n');
  chmodSync(hook, 0o755);
  a.work();
  await scene.arrives('one');
  await scene.finds(`${SESSION} where unmovable like '%no such refs here%'`, {
    ...{ home: 'a', iteration: 0, pushed_iteration: null },
  });
  a.die();
  rmSync(hook);
  b.work();
  await scene.finds('select is_stranded from samocode.place', { is_stranded: true });
  expect(scene.homes()).toEqual([a.home]);
});

test('a session without a task in line goes on elsewhere in its first attempt, as often as machines die', async () => {
  const { a, b, touch, ...scene } = await queued();
  const c = scene.machine('c');
  a.work();
  await scene.arrives('one');
  await scene.finds(SESSION, { home: 'a', ...OPENED });
  a.die();
  await scene.sql('update samocode.place set task = null');
  b.work();
  await scene.arrives('two');
  await scene.finds(SESSION, { home: 'b', ...OPENED });
  b.die();
  c.work();
  await scene.arrives('three');
  touch('three.go');
  await scene.endsOn(c);
});
