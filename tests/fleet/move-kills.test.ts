import { expect, test } from 'vitest';
import { type Held, holdPushes } from '../support/fleet/hold-pushes.ts';
import { fleetScene, type Machine } from '../support/fleet/machines.ts';
import { openProxy, type Proxy, type When } from '../support/fleet/proxy.ts';
import { goTo, turn } from '../support/program-agent.ts';

/** A statement of the command, or a hook of the remote that gets its push. */
type Step = readonly [words: string, when: When] | readonly [hook: 'pre-receive' | 'post-receive'];

const TOLD = 'set needs_take = false, is_released = false, folder = $4';
const TAKE: readonly Step[] = [
  ['set home = $3, needs_take = true', 'before'],
  ['set home = $3, needs_take = true', 'committed'],
  ['pre-receive'],
  ['post-receive'],
  [TOLD, 'before'],
  [TOLD, 'answered'],
  ['delete from samocode.place', 'before'],
  ['delete from samocode.place', 'committed'],
];
const RELEASE: readonly Step[] = [
  ['pre-receive'],
  ['post-receive'],
  [TOLD, 'before'],
  [TOLD, 'answered'],
  ['set is_released = true', 'before'],
  ['set is_released = true', 'committed'],
];

interface Place {
  readonly machine: Machine;
  readonly proxy: Proxy;
  readonly held: Held;
}

/** Kills the command at the step, and gives it once more. */
async function killedAt(
  [what, when]: Step,
  { machine, proxy, held }: Place,
  words: readonly string[],
): Promise<void> {
  const isThere = when === undefined ? held.at(machine, what) : proxy.at(what, when);
  const ended = machine.exec(...words);
  const first = await Promise.race([isThere, ended]);
  expect(first, `${words[0]} ended before ${what}: ${JSON.stringify(first)}`).toBeUndefined();
  machine.die();
  await ended;
  const again = await machine.exec(...words);
  expect(again.code, `${words[0]} after ${what} ${when}: ${again.stderr}`).toBe(0);
}

test('take and release, killed at each step between database and git, go on when they are given again', async () => {
  const scene = await fleetScene();
  const held = holdPushes(scene);
  const blocked = turn({ status: 'blocked', reason: 'no key', needs: 'human_decision' });
  scene.script({
    phases: {
      init: [...TAKE.map(() => blocked), goTo('investigation', { overview: 'init' })],
      investigation: [blocked],
    },
  });
  for (const n of TAKE.keys()) await scene.submit(`s${n}`);
  const a = scene.machine('a');
  a.work('--slots', '4');
  const waiting = `select count(*)::int as count from samocode.session join samocode.place using (config, session)
    where state = 'blocked' and pushed_iteration = iteration and machine is null and wait_why is not null`;
  await scene.finds(waiting, { count: TAKE.length });
  // It would go on with a session as soon as it is released.
  a.die();
  const move = async (take: Step, n: number): Promise<void> => {
    const proxy = await openProxy(scene.url);
    const machine = scene.machine(`b${n}`, proxy.url);
    const place = { machine, proxy, held };
    const named = ['--config', scene.config, '--session', `s${n}`];
    await killedAt(take, place, ['take', ...named]);
    expect(machine.rows(`s${n}`).map(({ status }) => status)).toEqual(['blocked']);
    expect((await machine.exec('resume', ...named)).code).toBe(0);
    await killedAt(RELEASE[n % RELEASE.length] ?? take, place, ['release', ...named]);
  };
  // Two at once: more of them would wait for the processors of a small machine.
  const inTurn = async (half: number): Promise<void> => {
    for (const [n, take] of TAKE.entries()) if (n % 2 === half) await move(take, n);
  };
  await Promise.all([inTurn(0), inTurn(1)]);
  const c = scene.machine('c');
  c.work('--slots', '4');
  await scene.finds(
    `select count(*)::int as count from samocode.session where home = 'c' and state = 'blocked' and iteration = 3`,
    { count: TAKE.length },
  );
  for (const n of TAKE.keys()) {
    const statuses = c.rows(`s${n}`).map(({ status }) => status);
    expect(statuses, `s${n}`).toEqual(['blocked', 'resumed', 'continue', 'blocked']);
  }
  expect(scene.spawns()).toHaveLength(3 * TAKE.length);
  expect(scene.twins()).toEqual([]);
}, 600_000);
