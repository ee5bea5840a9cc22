import { expect, test } from 'vitest';
import { newDatabase, opened } from '../support/fleet/fleet-scene.ts';

test('a connection that breaks in a transaction rejects it, and ends nothing else', async () => {
  const url = await newDatabase();
  const [database, other] = [await opened(url), await opened(url)];
  const broken = database.inTransaction(async (sql) => {
    const { rows } = await sql.executeSql('select pg_backend_pid() as pid');
    const { pid } = rows[0] as { readonly pid: number };
    await other.sql.executeSql('select pg_terminate_backend($1, 5000)', [pid]);
    await sql.executeSql('select 1');
  });
  await expect(broken).rejects.toThrow('the database of the fleet does not answer');
  const kept = await database.inTransaction((sql) => sql.executeSql('select 1 as one'));
  expect(kept.rows).toEqual([{ one: 1 }]);
});
