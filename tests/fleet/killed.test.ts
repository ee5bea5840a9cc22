import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { HEARTBEAT_S } from '../support/fleet/databases.ts';
import { type Hit, type Kill, playKills, STEPS } from '../support/fleet/killed-scene.ts';
import { type FleetScene } from '../support/fleet/machines.ts';

/** CI kills at each step twice, in either way once; 20 are for a note on it. */
const ROUNDS = Number(process.env['FLEET_ROUNDS'] ?? '1');

/** All have ended, each iteration is recorded once, and no two agents of a session lived at once. */
async function expectAllOnce(scene: FleetScene, hits: readonly Hit[], again: readonly Kill[]) {
  await scene.finds(
    `select count(*)::int as count from samocode.session join samocode.place using (config, session)
     where state = 'blocked' and wait_why is not null and place.machine is null`,
    { count: hits.length },
  );
  expect(scene.twins()).toEqual([]);
  const rows = await scene.sql('select session, home from samocode.session');
  for (const { session, home } of rows) {
    const history = scene.machine(String(home)).rows(String(session));
    expect(
      history.map(({ iteration, status }) => [iteration, status]),
      `${String(session)} on ${String(home)}`,
    ).toEqual([
      [1, 'continue'],
      [2, 'blocked'],
    ]);
  }
  const starts = (folder: string) =>
    scene.spawns().filter(({ session }) => basename(session) === folder).length;
  for (const { victim, step, session } of hits) {
    if (session === undefined) continue;
    const isAgain = again.some((one) => one.victim === victim && one.step === step);
    expect([victim, step, starts(session)]).toEqual([victim, step, isAgain ? 3 : 2]);
  }
  expect(scene.spawns()).toHaveLength(2 * hits.length + again.length);
}

test(
  'machines killed at each step from a claim to its settlement: another one goes on, nothing is lost or done twice',
  async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const kills = STEPS.map((step): Kill => ({ victim: 'machine', step }));
      const { scene, hits } = await playKills(kills, 2 * HEARTBEAT_S);
      scene.machine('b').work('--slots', String(kills.length));
      // The attempt in progress, and a row that was nowhere else.
      await expectAllOnce(scene, hits, [
        { victim: 'machine', step: 'while the agent is at work' },
        { victim: 'machine', step: 'after the row, before the push' },
      ]);
      for (const machine of [...hits.map((hit) => hit.machine), scene.machine('b')]) machine.die();
    }
  },
  180_000 * ROUNDS,
);

/** In two groups: not too many programs start at once. */
const GROUPS: readonly (readonly Kill[])[] = [
  STEPS.slice(0, 6).map((step): Kill => ({ victim: 'work', step })),
  [
    ...STEPS.slice(6).map((step): Kill => ({ victim: 'work', step })),
    { victim: 'run', step: 'while the agent is at work' },
    { victim: 'agent', step: 'while the agent is at work' },
    { victim: 'run', step: 'after the row, before the push' },
    { victim: 'run', step: 'after the push, before its answer' },
  ],
];

test.each(GROUPS.map((kills) => ({ kills, from: `${kills[0]?.victim} ${kills[0]?.step}` })))(
  'work, runs and agents killed at each step, from $from on: their machine goes on, nothing is lost or done twice',
  async ({ kills }) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      // Longer than a busy machine stands still: here none is to be taken over.
      const { scene, hits } = await playKills(kills, 6 * HEARTBEAT_S);
      const again = kills.filter(
        ({ victim, step }) => victim !== 'work' && step === 'while the agent is at work',
      );
      await expectAllOnce(scene, hits, again);
      for (const { machine } of hits) machine.die();
    }
  },
  180_000 * ROUNDS,
);
