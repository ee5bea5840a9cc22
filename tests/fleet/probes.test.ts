import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { endTries, renewTries, triedElsewhere } from '../../src/adapters/fleet/probes.ts';
import { shareProbes } from '../../src/app/fleet/machine/share-probes.ts';
import type { QueueClaim } from '../../src/app/ports/queue/queue.ts';
import { fill, newFleet, queueOn } from '../support/fleet/fleet-scene.ts';
import { fleetScene, PATIENCE_MS } from '../support/fleet/machines.ts';
import { until } from '../support/program.ts';
import { turn } from '../support/program-agent.ts';

const NONE: ReadonlySet<string> = new Set();
const TRIED: ReadonlySet<string> = new Set(['claude-1']);

/** Two machines with sessions of an account whose limit may be over. */
async function twoMachines() {
  const database = await newFleet();
  await fill(database, 4);
  const sql = async (text: string): Promise<void> => {
    await database.sql.executeSql(text);
  };
  const machine = async (name: string) => {
    await sql(`insert into samocode.machine (name, instance, slots, version, clock_offset_ms, seen_at)
      values ('${name}', '${name}', 9, '1', 0, now())`);
    const queue = queueOn(database, { machine: name });
    const me = { machine: name };
    const claims: QueueClaim[] = [];
    return {
      claims: async (tries: () => string = () => 'claude-1') => {
        const claim = await queue.claim(Date.now(), 9, undefined, tries);
        if (claim !== null) claims.push(claim);
        return claim?.queued.session;
      },
      /** Its newest run is over. */
      settles: async () => {
        const claim = claims.pop();
        if (claim === undefined) throw new Error('there is no claim');
        await queue.settle(claim, { kind: 'again' });
      },
      elsewhere: async () => [...(await triedElsewhere(database.sql, me))],
      /** `tried`: the accounts that its runs try now. */
      shares: (tried = NONE, shareLimits = () => Promise.resolve()) =>
        shareProbes({
          there: {
            elsewhere: () => triedElsewhere(database.sql, me),
            renew: (which) => renewTries(database.sql, me, which),
            endBut: (which) => endTries(database.sql, me, which),
          },
          ...{ here: () => tried, shareLimits },
        }),
    };
  };
  /** So much later. */
  const later = async (seconds: number) => {
    const before = `- interval '${seconds} seconds'`;
    await sql(`update samocode.probe set since = since ${before}, over_at = over_at ${before}`);
    await sql(`update samocode.place set claimed_at = claimed_at ${before}`);
  };
  return { sql, later, a: await machine('a'), b: await machine('b') };
}

test('after a reset one machine tries the account, and the others start no session of it before they know what it met', async () => {
  const { later, a, b } = await twoMachines();
  expect(await a.claims()).toBe('s0');
  expect([await b.claims(), await b.elsewhere()]).toEqual([undefined, ['claude-1']]);
  // On its own machine the limit book tells who tries.
  expect(await a.claims()).toBe('s1');
  await a.shares(TRIED);
  await later(59);
  await a.shares(TRIED);
  await later(59);
  expect(await b.claims()).toBeUndefined();
  await a.shares();
  await later(14);
  expect(await b.claims()).toBeUndefined();
  await later(2);
  expect(await b.claims()).toBe('s2');
  expect([await a.elsewhere(), await a.claims()]).toEqual([['claude-1'], undefined]);
});

test('a run may take files and ask for the login for minutes before it tries, while its claim lasts', async () => {
  const { later, a, b } = await twoMachines();
  await a.claims();
  await later(299);
  await a.shares();
  expect([await b.claims(), await b.elsewhere()]).toEqual([undefined, ['claude-1']]);
  await later(2);
  expect(await b.claims()).toBe('s1');
});

test('a try is over with the run that was to make it', async () => {
  const { later, a, b } = await twoMachines();
  await a.claims();
  await a.settles();
  await a.shares();
  expect(await b.claims()).toBeUndefined();
  await later(16);
  expect(await b.claims()).toBe('s1');
});

test('a machine that cannot share its limits keeps a try that lasts, and the others from no more than a minute after it', async () => {
  const { later, a, b } = await twoMachines();
  const cannot = () => Promise.reject(new Error('no room'));
  await a.claims();
  await later(59);
  await expect(a.shares(TRIED, cannot)).rejects.toThrow('no room');
  await later(59);
  expect(await b.claims()).toBeUndefined();
  await expect(a.shares(NONE, cannot)).rejects.toThrow('no room');
  await later(2);
  expect([await b.elsewhere(), await b.claims()]).toEqual([[], 's1']);
  expect(await a.elsewhere()).toEqual(['claude-1']);
});

test('a claim asks once for each project which account a run would try, and not at all where no machine tries one', async () => {
  const { sql, a, b } = await twoMachines();
  let asked = 0;
  const tries = () => {
    asked += 1;
    return 'claude-1';
  };
  expect([await b.claims(tries), asked]).toEqual(['s0', 1]);
  asked = 0;
  expect([await a.claims(tries), asked]).toEqual([undefined, 1]);
  await sql('delete from samocode.probe');
  expect([await a.claims(), await b.elsewhere()]).toEqual(['s1', ['claude-1']]);
});

test('the try of a machine that is given up passes to another one', async () => {
  const { sql, a, b } = await twoMachines();
  await a.claims();
  expect(await b.claims()).toBeUndefined();
  await sql(`update samocode.machine set is_silent = true where name = 'a'`);
  expect(await b.elsewhere()).toEqual([]);
  expect(await b.claims()).toBe('s1');
});

test('a person who acts on a session lets it try, whoever else does, and other accounts are not delayed', async () => {
  const { sql, a, b } = await twoMachines();
  await a.claims();
  await sql(`update samocode.place set is_acted = true where session = 's2'`);
  expect(await b.claims()).toBe('s2');
  expect([await a.elsewhere(), await b.elsewhere()]).toEqual([[], ['claude-1']]);
});

test('of two machines whose sessions met the limit one tries after the reset, and the answer frees both', async () => {
  const scene = await fleetScene({
    env: () => ({ CLAUDE_CONFIG_DIR: '/the-same', ANTHROPIC_API_KEY: 'sk-1' }),
  });
  const blocked = turn({ status: 'blocked', reason: 'no key', needs: 'human_decision' });
  const meets = (name: string, other: string) =>
    [
      { begin: true },
      { touch: `${name}.here` },
      { wait: `${other}.here` },
      // Longer than a run would wait itself.
      { limitFor: 20 },
      { exit: 1 },
    ] as const;
  scene.script({
    spawns: [
      meets('one', 'two'),
      meets('two', 'one'),
      [{ touch: 'tries.here' }, { wait: 'go' }, ...blocked],
      [{ touch: 'after.here' }, ...blocked],
    ],
  });
  for (const session of ['one', 'two']) await scene.submit(session);
  const machines = ['a', 'b'].map((name) => scene.machine(name));
  const works = machines.map((machine) => machine.work('--slots', '1'));
  const arrives = (name: string) =>
    until(() => existsSync(join(scene.agent, name)), name, PATIENCE_MS);
  await arrives('tries.here');
  const waits = 'another machine is trying it';
  const waiting = (): number => works.findIndex((one) => one.text().includes(waits));
  await until(() => waiting() >= 0, 'the other machine to wait', PATIENCE_MS);
  // The queue says so, too, to a person on that machine.
  expect((await machines[waiting()]?.exec('queue'))?.stdout).toContain(waits);
  expect(scene.spawns()).toHaveLength(3);
  scene.touch('go');
  await arrives('after.here');
  expect(scene.spawns()).toHaveLength(4);
});
