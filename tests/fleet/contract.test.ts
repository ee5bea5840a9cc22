import { join } from 'node:path';
import type { FleetDatabase } from '../../src/adapters/fleet/database/database.ts';
import type { Queue } from '../../src/app/ports/queue/queue.ts';
import type { LivingRun } from '../../src/domain/queue/order.ts';
import { queueContract, type QueueMachine } from '../adapters/queue/contract.ts';
import { newFleet, queueOn } from '../support/fleet/fleet-scene.ts';
import { temporaryFolder } from '../support/session.ts';

/** The engine reads the time from a function, which reads it from a table here. */
async function withClock({ sql }: FleetDatabase) {
  await sql.executeSql('create table public.clock (at timestamptz)');
  await sql.executeSql("insert into public.clock values ('2020-01-01')");
  await sql.executeSql(`create or replace function samocode_jobs.job_now()
    returns timestamptz as 'select at from public.clock' language sql stable`);
  return async (now: number): Promise<void> => {
    await sql.executeSql(
      'update public.clock set at = greatest(at, to_timestamp($1::float8 / 1000))',
      [now],
    );
  };
}

async function openMachine(): Promise<QueueMachine> {
  const database = await newFleet();
  const setClock = await withClock(database);
  const tasks = join(temporaryFolder(), 'tasks');
  const runs = new Map<number, LivingRun>();
  const dead = new Set<number>();
  const onClock = (queue: Queue): Queue => ({
    ...queue,
    submit: async (task, now) => {
      await setClock(now);
      return await queue.submit(task, now);
    },
    claim: async (now, slots, isDelayed) => {
      await setClock(now);
      return await queue.claim(now, slots, isDelayed);
    },
    list: async (now) => {
      await setClock(now);
      return await queue.list(now);
    },
  });
  return {
    queueOf: (pid) =>
      onClock(
        queueOn(database, {
          tasks,
          processes: {
            self: () => ({ pid, startTime: `start-${pid}` }),
            isAlive: (process) => !dead.has(process.pid),
          },
          livingRuns: () => [...runs.values()].filter((run) => !dead.has(run.pid)),
        }),
      ),
    kill: (pid) => void dead.add(pid),
    run: (pid, run) => void runs.set(pid, { ...run, pid, since: 0 }),
  };
}

queueContract('pg-boss', openMachine);
