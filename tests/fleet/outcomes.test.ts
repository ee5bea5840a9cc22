import { expect, test } from 'vitest';
import { openSentActs, reopenActs, sendAct } from '../../src/adapters/fleet/acts/acts.ts';
import { markShown, outcomeOf, unseenOutcomes } from '../../src/adapters/fleet/acts/outcomes.ts';
import { makeFleet } from '../../src/adapters/fleet/database/schema.ts';
import { fleetOf, newFleet } from '../support/fleet/fleet-scene.ts';

const NAME = { config: '/shop/.samocode', session: 'it' };
const ACT = { ...NAME, act: { kind: 'note', note: 'x' }, token: null, by: 'ann' } as const;

/** An act on a session of machine `one`. */
async function sent() {
  const database = await newFleet();
  const { sql } = database;
  await sql.executeSql(
    `insert into samocode.session (config, session, home, updated_at) values ($1, $2, 'one', now())`,
    [NAME.config, NAME.session],
  );
  const id = await sendAct(sql, ACT);
  const settle = () => openSentActs(fleetOf(database)).settle(id, { isDone: true, said: 'noted' });
  return { database, sql, id, settle, unseen: () => unseenOutcomes(sql, NAME, 'ann') };
}

test('an outcome is told again until it is marked as shown, which an open act never is', async () => {
  const { sql, id, settle, unseen } = await sent();
  await markShown(sql, [id]);
  await settle();
  expect(await outcomeOf(sql, id)).toMatchObject({ isDone: true });
  for (let times = 0; times < 2; times += 1) expect(await unseen()).toMatchObject([{ id }]);
  await markShown(sql, [id]);
  expect(await unseen()).toEqual([]);
});

test('the outcome of an act that is carried out again is told again', async () => {
  const { sql, id, settle, unseen } = await sent();
  await settle();
  await markShown(sql, [id]);
  await reopenActs(sql, NAME);
  expect(await unseen()).toEqual([]);
  await settle();
  expect(await unseen()).toMatchObject([{ id }]);
});

test('tables from before outcomes were marked tell no old ones', async () => {
  const { database, sql, settle, unseen } = await sent();
  await settle();
  await sql.executeSql('alter table samocode.act drop column is_shown');
  await makeFleet(database);
  expect(await unseen()).toEqual([]);
  const id = await sendAct(sql, ACT);
  await openSentActs(fleetOf(database)).settle(id, { isDone: true, said: 'noted' });
  expect(await unseen()).toMatchObject([{ id }]);
});
