import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { unableReader } from '../../src/adapters/config/trust/unable.ts';
import { openMachineLink } from '../../src/adapters/fleet/machine-link.ts';
import { beatMachine, drainMachine } from '../../src/adapters/fleet/machines.ts';
import { openQueueFleet } from '../../src/adapters/fleet/queue/queue-fleet.ts';
import { startBotApi } from '../support/bot-api.ts';
import { fill, fleetOf, newFleet, opened, queueOn } from '../support/fleet/fleet-scene.ts';
import { fleetScene, PATIENCE_MS } from '../support/fleet/machines.ts';
import { git, until } from '../support/program.ts';
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

test('of a session that no machine at work can run, the notice on the queue tells once, and the queue says why', async () => {
  const scene = await fleetScene();
  const [a, b] = [scene.machine('a'), scene.machine('b')];
  const api = await startBotApi();
  const lines = Object.entries(api.env).map(([key, value]) => `${key}=${value}\n`);
  writeFileSync(join(scene.root, '.samocode.env'), lines.join(''), { mode: 0o600 });
  scene.script({
    phases: { init: [turn({ status: 'blocked', reason: 'no key', needs: 'human_decision' })] },
  });
  writeFileSync(scene.config, 'VERIFY=true\n', { flag: 'a' });
  git(scene.root, 'init', '-q');
  git(scene.root, 'add', '.samocode');
  const works = [a.work(), b.work()];
  await Promise.all(works.map((one) => one.says('working as')));
  await scene.submit('it');
  const cure = `its commands were not accepted on this machine: samocode trust --config ${scene.config}`;
  const why = `no machine at work can run it: a: ${cure}; b: ${cure}`;
  await scene.finds('select is_stranded, wait_why from samocode.place', {
    is_stranded: true,
    wait_why: why,
  });
  expect((await b.exec('queue')).stdout).toContain(why);
  const told = () => api.shown.filter(({ text }) => text.includes('📋 Queue'));
  await until(() => told().length > 0, 'the notice', PATIENCE_MS);
  expect(told()[0]?.text).toMatch(/0 done, 1 waiting for you\n[^]*it \(.*\): no machine at work/);
  // Neither another look nor a person who lets it try again repeats it.
  const { id } = (await scene.sql('select id from samocode.place'))[0] as { id: string };
  await queueOn(await opened(scene.url)).wake(id);
  await scene.finds('select is_stranded from samocode.place', { is_stranded: true });
  await scene.finds(`select book like '%"runs":[]%' as is_told from samocode.night`, {
    is_told: true,
  });
  expect(told()).toHaveLength(1);
  expect(await a.exec('trust', '--config', scene.config, '--yes')).toMatchObject({ code: 0 });
  await a.exec('work', '--drain');
  await works[0]?.ended;
  a.work();
  await scene.finds('select home, state from samocode.session', { home: 'a', state: 'blocked' });
});

test('a session stays in line while a machine at work may run it', async () => {
  const database = await newFleet();
  await fill(database, 1);
  const beats = async (name: string, unable: () => string | undefined) => {
    const fleet = fleetOf(database, { machine: name, unable });
    await beatMachine(fleet, { instance: name, slots: 1, version: '1' }, 0);
    return openQueueFleet(fleet);
  };
  const state = async () => (await queue.list(Date.now())).queued[0]?.state;
  const queue = await beats('a', () => 'no CLI');
  await beats('b', () => undefined);
  await queue.sweep(Date.now());
  expect(await state()).toMatchObject({ kind: 'queued' });
  // One of an older samocode does not tell; one that leaves takes nothing.
  await database.sql.executeSql(`update samocode.machine set refuses = null where name = 'b'`);
  await queue.sweep(Date.now());
  expect(await state()).toMatchObject({ kind: 'queued' });
  await drainMachine(database.sql, 'b', true);
  await queue.sweep(Date.now());
  expect(await state()).toMatchObject({
    kind: 'waits',
    until: null,
    why: 'no machine at work can run it: a: no CLI',
  });
  // The files of a session that is at home on a machine count, too.
  await beats('c', () => undefined);
  await database.sql.executeSql(
    `insert into samocode.session (config, session, home, iteration) values ('/shop/.samocode', 's0', 'a', 1)`,
  );
  await queue.sweep(Date.now());
  expect(await state()).toMatchObject({ kind: 'waits' });
  await beats('a', () => undefined);
  await queue.sweep(Date.now());
  expect(await state()).toMatchObject({ kind: 'queued' });
});

test('a program that is replaced while its machine works strands no session, and the machine claims none meanwhile', async () => {
  const database = await newFleet();
  await fill(database, 1);
  let why: string | undefined;
  const fleet = fleetOf(database, { unable: () => why });
  const facts = { instance: fleet.instance, slots: 1, version: '1' };
  const link = openMachineLink(fleet, facts, () => undefined);
  onTestFinished(link.end);
  const queue = openQueueFleet(fleet);
  await link.beat();
  why = 'no CLI';
  await link.beat();
  await queue.sweep(Date.now());
  expect((await queue.list(Date.now())).queued[0]?.state).toMatchObject({ kind: 'queued' });
  expect(await queue.claim(Date.now(), 1)).toBeNull();
  why = undefined;
  await link.beat();
  expect((await queue.claim(Date.now(), 1))?.queued.session).toBe('s0');
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
