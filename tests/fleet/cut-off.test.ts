import { setTimeout as time } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { HEARTBEAT_S } from '../support/fleet/databases.ts';
import { heldScene } from '../support/fleet/held-scene.ts';
import { PATIENCE_MS } from '../support/fleet/machines.ts';
import { until } from '../support/program.ts';

const ROUNDS = Array.from({ length: Number(process.env['FLEET_ROUNDS'] ?? '1') });

/** Two machines, the second one of which waits for sessions; the connection of the first one swallows all from now on. */
async function cutOff() {
  const scene = await heldScene();
  const onB = scene.b.work();
  await onB.says('working as b');
  scene.proxy.swallow();
  const ends = (home: 'a' | 'b') =>
    scene.finds('select home, state from samocode.session', { home, state: 'done' });
  return { ...scene, onB, ends };
}

type CutOff = Awaited<ReturnType<typeof cutOff>>;

function expectHistory({ a, b }: CutOff, home: 'a' | 'b'): void {
  const rows = (home === 'a' ? a : b).rows('it');
  expect(rows.map(({ iteration }) => iteration)).toEqual([4, 5, 6]);
}

/** Its agents work on; the database hears of it late. */
async function shorter(): Promise<void> {
  const scene = await cutOff();
  scene.touch('one.go');
  await time((HEARTBEAT_S * 1000) / 3);
  scene.proxy.pass();
  await scene.onA.says('it: done');
  await scene.ends('a');
  expectHistory(scene, 'a');
  expect(scene.spawns()).toHaveLength(3);
  expect(scene.twins()).toEqual([]);
  expect(scene.onB.text()).not.toContain('it starts');
}

/** Either of them may go on. */
async function equal(): Promise<void> {
  const scene = await cutOff();
  await time(HEARTBEAT_S * 1000);
  scene.proxy.pass();
  scene.touch('one.go');
  scene.touch('two.go');
  await scene.finds('select state from samocode.session', { state: 'done' });
  const [row] = await scene.sql('select home from samocode.session');
  expectHistory(scene, row?.['home'] === 'a' ? 'a' : 'b');
  // The attempt in progress is the only one that may be made twice.
  expect(scene.twins().length).toBeLessThanOrEqual(1);
  expect([3, 4]).toContain(scene.spawns().length);
}

/** The other one has it by then; what the first one recorded is kept as lost. */
async function longer(): Promise<void> {
  const scene = await cutOff();
  await scene.arrives('two');
  scene.proxy.pass();
  scene.touch('one.go');
  await scene.onA.says(
    /it: (the|another) machine .*of the fleet has the session.*refs\/samocode\/lost\/it\//,
  );
  scene.touch('two.go');
  await scene.ends('b');
  expectHistory(scene, 'b');
  expect(scene.spawns().map(({ env }) => env['HOME'])).toEqual(
    [scene.a, scene.a, scene.b, scene.b].map(({ home }) => home),
  );
}

/** It pushes what it did while the claim was sure, and starts nothing later. */
async function longerAtBoundaries(): Promise<void> {
  const scene = await cutOff();
  scene.touch('one.go');
  scene.touch('two.go');
  await until(() => scene.b.rows('it').length === 3, 'the take-over', PATIENCE_MS);
  await scene.ends('b');
  expectHistory(scene, 'b');
  expect(scene.twins()).toEqual([]);
  expect(scene.spawns()).toHaveLength(3);
  scene.proxy.pass();
  await until(() => scene.a.runs().length === 0, 'the end of the run', PATIENCE_MS);
}

test.each([
  ['for less than the heartbeat', shorter],
  ['for as long as the heartbeat', equal],
  ['for longer', longer],
  ['for longer, with short agents', longerAtBoundaries],
])(
  'a connection that swallows all %s lets a machine start nothing that another one may have',
  async (_, play) => {
    await Promise.all(ROUNDS.map(play));
  },
);
