import * as z from 'zod/mini';
import type { Queue } from '../../../app/ports/queue/queue.ts';
import { openSightings } from '../../../domain/fleet/sightings.ts';
import { wakeActedOn } from '../acts/acted-on.ts';
import { OURS } from '../database/database.ts';
import { lockFleet, QUEUE } from '../database/schema.ts';
import type { Fleet } from '../fleet.ts';
import { livingClaims } from './claims.ts';
import { placeRow, PLACES, queuedOf } from './place-row.ts';
import { deleteRemoved } from './remove-place.ts';
import { dueOf, sendJob } from './settle.ts';
import { bringBack, noteSilent, strand } from './stranded.ts';
import { forgetOldTasks } from './task-texts.ts';

const sighting = z.object({ now: z.coerce.number(), up: z.coerce.number() });
const SEE = `select extract(epoch from clock_timestamp()) * 1000 as now,
  extract(epoch from pg_postmaster_start_time()) * 1000 as up`;

/**
 * Gives back the sessions of dead processes of this machine at once, and those of silent machines after a heartbeat
 * in which this process saw the database. Call it at least three times in a heartbeat.
 */
export function openSweep(fleet: Fleet): Queue['sweep'] {
  const { sql, boss, inTransaction } = fleet.database;
  const sightings = openSightings(fleet.heartbeatMs);
  return async () => {
    const [seen] = await sql.rows(sighting, SEE).catch((error: unknown) => {
      sightings.missed();
      throw error;
    });
    const engine = await boss();
    const isSafe = seen !== undefined && sightings.note({ now: seen.now, upSince: seen.up });
    if (isSafe) {
      await engine.supervise(QUEUE);
      await noteSilent(fleet);
    }
    await forgetOldTasks(sql, fleet.tasks);
    return await inTransaction(async (tx) => {
      await lockFleet(tx);
      await livingClaims(fleet, tx);
      await deleteRemoved(fleet, tx);
      const rows = await tx.rows(placeRow, `${PLACES} where machine is not null`);
      const freed = rows.filter((row) => !row.is_claimed);
      if (freed.length > 0) {
        const free = `update ${OURS}.place set machine = null where id = any ($1)`;
        await tx.executeSql(free, [freed.map(({ id }) => id)]);
      }
      await strand(fleet, tx);
      await bringBack(fleet, tx);
      await wakeActedOn(fleet, tx);
      // The engine holds no truth: a job that it lost is made again.
      const lost = `${PLACES} where job.id is null or job.state > 'active'`;
      for (const row of await tx.rows(placeRow, lost)) await sendJob(fleet, tx, row, dueOf(row));
      return freed.map((row) => queuedOf(row, fleet.tasks));
    });
  };
}
