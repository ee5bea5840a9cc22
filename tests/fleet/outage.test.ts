import { setTimeout as time } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { makeFleet } from '../../src/adapters/fleet/database/schema.ts';
import type { Queue, QueueClaim } from '../../src/app/ports/queue/queue.ts';
import { task } from '../adapters/queue/contract.ts';
import { startCluster } from '../support/fleet/cluster.ts';
import { HEARTBEAT_S } from '../support/fleet/databases.ts';
import { opened, queueOn } from '../support/fleet/fleet-scene.ts';
import { PATIENCE_MS } from '../support/fleet/machines.ts';
import { until } from '../support/program.ts';

const BEAT_MS = 2_000;
const LOOK_MS = 1_000;

/** Repeats a call until it is stopped; a silent database is one more call. */
function repeat(everyMs: number, call: () => Promise<void>) {
  const stop = new AbortController();
  const ended = (async () => {
    while (!stop.signal.aborted) {
      await call().catch(() => undefined);
      await time(everyMs, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  })();
  return async (): Promise<void> => {
    stop.abort();
    await ended;
  };
}

/** Two machines on a server of their own; one works, the other looks for something to take over. */
async function twoMachines() {
  const cluster = await startCluster();
  onTestFinished(cluster.remove);
  const [first, second] = await Promise.all([opened(cluster.url()), opened(cluster.url())]);
  await makeFleet(first, HEARTBEAT_S);
  const machineOf = (database: typeof first, machine: string): Queue =>
    queueOn(database, { machine, heartbeatMs: HEARTBEAT_S * 1000 });
  const [works, waits] = [machineOf(first, 'one'), machineOf(second, 'two')];
  // With its task in the queue any machine may begin it.
  await works.submit(task('login', { text: 'Sign in' }), Date.now());
  const claim = await works.claim(Date.now(), 1);
  if (claim === null) throw new Error('nothing was claimed');
  return { cluster, works, waits, claim };
}

async function playOutage(seconds: number) {
  const { cluster, works, waits, claim } = await twoMachines();
  let taken: QueueClaim | null = null;
  let isOurs: boolean | undefined;
  const stopBeating = repeat(BEAT_MS, async () => {
    isOurs = await works.beat(claim);
  });
  const stopLooking = repeat(LOOK_MS, async () => {
    await waits.sweep(Date.now());
    taken ??= await waits.claim(Date.now(), 1);
  });
  await time(2 * LOOK_MS);
  await cluster.stop('immediate');
  await time(seconds * 1000);
  await cluster.start();
  await time(1.5 * HEARTBEAT_S * 1000);
  const afterOutage = { isOurs, taken: taken as QueueClaim | null };

  // Now the machine dies, and the other one finds it out.
  await stopBeating();
  await until(() => taken !== null, 'the take-over', PATIENCE_MS);
  await stopLooking();
  return {
    afterOutage,
    beat: await works.beat(claim),
    settle: await works.settle(claim, { kind: 'ended' }),
  };
}

test('an outage shorter than the heartbeat, equal to it or longer takes no session from a machine that lives', async () => {
  const outages = await Promise.all([4, HEARTBEAT_S, 22].map(playOutage));
  for (const { afterOutage, beat, settle } of outages) {
    expect(afterOutage).toEqual({ isOurs: true, taken: null });
    // Late calls of the dead machine change nothing.
    expect({ beat, settle }).toEqual({ beat: false, settle: false });
  }
}, 180_000);
