import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openNightRow } from '../../src/adapters/fleet/night-row.ts';
import type { Notice } from '../../src/app/ports/notifier.ts';
import type { NightFile } from '../../src/app/ports/queue/work.ts';
import { tellNight } from '../../src/app/work/night.ts';
import type { Work } from '../../src/app/work/parts.ts';
import { addRun } from '../../src/domain/queue/night/night.ts';
import { startBotApi } from '../support/bot-api.ts';
import { fleetOf, newFleet } from '../support/fleet/fleet-scene.ts';
import { fleetScene, PATIENCE_MS } from '../support/fleet/machines.ts';
import { until } from '../support/program.ts';
import { WHOLE } from '../support/program-agent.ts';

/** A machine that beats, and its book. */
async function machineOf(database: Awaited<ReturnType<typeof newFleet>>, name: string) {
  await database.sql.executeSql(
    `insert into samocode.machine (name, instance, slots, version, clock_offset_ms, seen_at)
     values ($1, $1, 1, '1', 0, now()) on conflict do nothing`,
    [name],
  );
  return openNightRow(fleetOf(database, { machine: name }));
}

/** A machine whose hours are over, with one project that it can read and a chat for it. */
function nightOf(night: NightFile, config: string, key: string) {
  const told: Notice[] = [];
  const work = {
    night,
    queue: { list: () => Promise.resolve({ queued: [], slots: [] }) },
    clock: { now: () => new Date(0) },
    delays: { of: () => undefined, started: () => undefined },
    tellers: () => {
      const tell = (notice: Notice) => {
        told.push(notice);
        return Promise.resolve(undefined);
      };
      return Promise.resolve([{ key, configs: [config], tell }]);
    },
  } as unknown as Work;
  return {
    end: () => tellNight(work, true),
    ran: (session: string) =>
      night.update((book) => addRun(book, { id: session, session, config, isDone: true })),
    told: () => told.map(({ text }) => text),
  };
}

test('of two machines with hours the last one that ends tells, and each one of its own project', async () => {
  const database = await newFleet();
  const [rowA, rowB] = [await machineOf(database, 'a'), await machineOf(database, 'b')];
  const a = nightOf(rowA, '/shop/.samocode', 'chat');
  const b = nightOf(rowB, '/books/.samocode', 'other');
  await Promise.all([rowA.begin(), rowB.begin()]);
  await b.ran('two');
  await a.ran('one');
  // Both go on to beat in the morning.
  expect([await rowA.end(), await rowA.end()]).toEqual([false, false]);
  expect(await b.end()).toBe(true);
  expect(b.told()).toMatchObject([expect.stringMatching(/1 done[^]*two \(books\)$/m)]);
  expect(b.told()[0]).not.toContain('shop');
  await a.end();
  expect(a.told()).toMatchObject([expect.stringMatching(/1 done[^]*one \(shop\)$/m)]);
  for (const one of [a, b]) await one.end();
  expect([a.told().length, b.told().length]).toEqual([1, 1]);
  expect((await rowA.read()).runs).toEqual([]);
  await rowA.begin();
  expect(await rowB.end()).toBe(false);
});

test('one machine tells of the whole queue, when the sessions of all are at rest', async () => {
  const scene = await fleetScene();
  const api = await startBotApi();
  const lines = Object.entries(api.env).map(([key, value]) => `${key}=${value}\n`);
  writeFileSync(join(scene.root, '.samocode.env'), lines.join(''), { mode: 0o600 });
  scene.script(WHOLE);
  for (const session of ['one', 'two']) await scene.submit(session);
  for (const name of ['a', 'b']) scene.machine(name).work('--slots', '1');
  const told = (): readonly string[] =>
    api.shown.filter(({ text }) => text.includes('📋 Queue')).map(({ text }) => text);
  await until(() => told().length > 0, 'the notice', PATIENCE_MS);
  // Both have looked by then.
  await scene.finds(`select book like '%"runs":[]%' as is_over from samocode.night`, {
    is_over: true,
  });
  expect(told()).toHaveLength(1);
  // The two share one scripted agent: one of them waits, and one is blocked.
  expect(told()[0]).toMatch(/0 done, [^]*\n- one \(/);
  expect(told()[0]).toMatch(/\n- two \(/);
});

test('a notice whose machine died before it was told is left to the others', async () => {
  const database = await newFleet();
  const machine = (name: string) => machineOf(database, name);
  const [a, b] = [await machine('a'), await machine('b')];
  expect(await a.end()).toBe(false);
  await a.begin();
  await a.update((book) =>
    addRun(book, { id: 'x', session: 'one', config: '/shop/.samocode', isDone: true }),
  );
  const telling = { upTo: 1, waits: 'w', by: a.teller };
  await a.update((book) => ({ ...book, told: { chat: telling } }));
  expect((await b.read()).told).toEqual({ chat: telling });
  await database.sql.executeSql("update samocode.machine set is_silent = true where name = 'a'");
  expect(await b.read()).toMatchObject({ runs: [{ session: 'one' }], told: {} });
  // So has a process of the same machine that has ended.
  await database.sql.executeSql('update samocode.machine set is_silent = false');
  expect((await (await machine('a')).read()).told).toEqual({});
  expect((await a.read()).told).toEqual({ chat: telling });
  await database.sql.executeSql("update samocode.machine set is_silent = true where name = 'a'");
  expect(await b.end()).toBe(true);
});
