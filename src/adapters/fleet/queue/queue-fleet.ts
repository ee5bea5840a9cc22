import * as z from 'zod/mini';
import type { Queue } from '../../../app/ports/queue/queue.ts';
import { queueNow, withDelays } from '../../../domain/queue/order.ts';
import { OURS } from '../database/database.ts';
import { lockFleet, QUEUE, tellChange } from '../database/schema.ts';
import type { Fleet } from '../fleet.ts';
import { triedElsewhere } from '../probes.ts';
import { addPlace } from './add-place.ts';
import { claimNext } from './claim-next.ts';
import { isLeft, slotsHere } from './claims.ts';
import { closedProjects } from './closed.ts';
import { notesOn, starterOn } from './notes.ts';
import { attemptOf, isDone, lockPlace, NOW, placeOf, placeRow, PLACES } from './place-row.ts';
import { removePlace } from './remove-place.ts';
import { settlePlace } from './settle.ts';
import { openSweep } from './sweep.ts';
import { noteAct, wakePlace } from './wake-place.ts';

/** The queue of a fleet, as one machine has it. */
export function openQueueFleet(fleet: Fleet): Queue {
  const { sql } = fleet.database;
  return {
    ...personSide(fleet),
    claim: (now, slots, isDelayed, tries) => claimNext(fleet, { now, slots, isDelayed, tries }),
    beat: async ({ id, queued }) => {
      const boss = await fleet.database.boss();
      if ((await sql.rows(jobRow, IN_LINE, [queued.id])).length === 0) return false;
      return isDone(await boss.touch(QUEUE, [attemptOf(id)], { db: sql }));
    },
    settle: (claim, how) => settlePlace(fleet, claim, how),
    sweep: openSweep(fleet),
    starter: () => starterOn(fleet),
    list: async () => {
      const rows = await sql.rows(placeRow, `${PLACES} order by number`);
      const [time] = await sql.rows(timeRow, `select extract(epoch from ${NOW}) * 1000 as now`);
      const now = time?.now ?? 0;
      const running = rows.map((row) => (isLeft(fleet, row) ? { ...row, is_claimed: false } : row));
      const state = new Map(running.map((row) => [row.id, placeOf(row, fleet.tasks)]));
      const left = new Set(rows.filter((row) => row.is_removed).map(({ id }) => id));
      const all = queueNow({ state, runs: fleet.livingRuns(), now });
      const queued = all.map((one) =>
        left.has(one.id) ? { ...one, isLeaving: true as const } : one,
      );
      const closed = await closedProjects(fleet, sql, rows);
      return {
        queued: withDelays(queued, (config) => closed.get(config)),
        notes: await notesOn(fleet, rows),
        triedElsewhere: await triedElsewhere(sql, fleet),
        slots: slotsHere(fleet, running, now),
      };
    },
  };
}

const timeRow = z.object({ now: z.coerce.number() });

type PersonSide = 'submit' | 'wake' | 'first' | 'remove';

function personSide(fleet: Fleet): Pick<Queue, PersonSide> {
  const { inTransaction, boss } = fleet.database;
  return {
    submit: async (task) => {
      await boss();
      return await inTransaction((sql) => addPlace(fleet, sql, task));
    },
    wake: async (id) => {
      await boss();
      return await inTransaction(async (sql) => {
        // Else it waits for a claim that is being made, and reads the job as it was before.
        await lockFleet(sql);
        const row = await lockPlace(sql, id);
        if (row === undefined || row.is_removed) return false;
        await wakePlace(fleet, sql, row);
        if (!row.is_claimed) await noteAct(fleet, sql, row);
        await tellChange(sql);
        return true;
      });
    },
    first: (id) =>
      inTransaction(async (sql) => {
        await lockFleet(sql);
        const front = `(select max(front) + 1 from ${OURS}.place)`;
        const change = `update ${OURS}.place set front = ${front} where id = $1 and not is_removed returning job`;
        await tellChange(sql);
        return (await sql.rows(jobRow, change, [id])).length > 0;
      }),
    remove: (id) => removePlace(fleet, id),
  };
}

const jobRow = z.object({ job: z.nullable(z.string()) });
const IN_LINE = `select job from ${OURS}.place where id = $1 and not is_removed`;
