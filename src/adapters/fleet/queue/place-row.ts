import { join } from 'node:path';
import * as z from 'zod/mini';
import type { Place } from '../../../domain/queue/queue-state.ts';
import type { Queued } from '../../../domain/queue/queued.ts';
import type { DataOf } from '../../../domain/text/read-json.ts';
import { ENGINE, OURS, type Sql } from '../database/database.ts';
import { QUEUE } from '../database/schema.ts';

/** The clock of the database; the engine has one of its own, which a test can set. */
export const NOW = `${ENGINE}.job_now()`;

/** Later than any session runs: until a person acts. */
export const NEVER_MS = Date.UTC(9000, 0, 1);

const ms = (column: string): string => `extract(epoch from ${column}) * 1000`;
const time = z.nullable(z.pipe(z.coerce.number(), z.transform(Math.round)));
const text = z.nullable(z.string());

export const placeRow = z.object({
  ...{ id: z.string(), config: z.string(), session: z.string(), has_task: z.boolean() },
  ...{
    number: z.coerce.number(),
    priority: z.int(),
    front: z.coerce.number(),
    holds: z.array(z.string()),
  },
  ...{ account: z.string(), not_before: time, added_at: time, wait_until: time, wait_why: text },
  ...{
    is_woken: z.boolean(),
    is_acted: z.boolean(),
    is_stranded: z.boolean(),
    is_removed: z.boolean(),
    job: text,
    attempt: z.nullable(z.int()),
  },
  ...{ machine: text, pid: z.nullable(z.int()), start_time: text, claimed_at: time },
  /** The machine that has the files of the session, and whether another one can take them. */
  ...{ home: text, folder: text, needs_take: z.boolean(), has_state: z.boolean() },
  /** The machine that began to take the session. While it is reserved, none starts it. */
  ...{ taken_by: text, is_reserved: z.boolean() },
  /** The claim counts: its job is active in this attempt. */
  is_claimed: z.boolean(),
});
export type PlaceRow = DataOf<typeof placeRow>;

const IS_CLAIMED = `(place.machine is not null and job.state = 'active' and job.retry_count = place.attempt)`;

/** Rows of sessions in line with their jobs. */
export const PLACES = `
  select place.id, number, place.config, place.session, task is not null as has_task, place.priority, front, holds, account,
    ${ms('not_before')} as not_before, ${ms('added_at')} as added_at,
    ${ms('wait_until')} as wait_until, wait_why, is_woken, is_acted, is_stranded, is_removed,
    job, attempt, machine, taken_by, pid, place.start_time, ${ms('claimed_at')} as claimed_at,
    home.home, home.folder, coalesce(home.needs_take, false) as needs_take, coalesce(home.pushed_commit is not null, false) as has_state,
    coalesce(taken_by is not null and wait_until > ${NOW}, false) as is_reserved,
    coalesce(${IS_CLAIMED}, false) as is_claimed
  from ${OURS}.place left join ${ENGINE}.job on job.name = '${QUEUE}' and job.id = place.job
    left join ${OURS}.session as home on home.config = place.config and home.session = place.session`;

/** In the order in which they run. */
export const IN_ORDER = 'order by front desc, place.priority desc, number';

export function queuedOf(row: PlaceRow, tasks: string): Queued {
  const { id, config, session, priority, holds } = row;
  return {
    ...{ id, config, session, priority, holds, addedAt: row.added_at ?? 0 },
    notBefore: row.not_before ?? undefined,
    taskPath: row.has_task ? join(tasks, id) : undefined,
  };
}

/** A place, locked until the transaction ends. */
export async function lockPlace(sql: Sql, id: string): Promise<PlaceRow | undefined> {
  const one = `${PLACES} where place.id = $1 for update of place`;
  return (await sql.rows(placeRow, one, [id]))[0];
}

/** The place of a session, locked until the transaction ends. */
export async function lockPlaceOf(
  sql: Sql,
  { config, session }: Pick<PlaceRow, 'config' | 'session'>,
): Promise<PlaceRow | undefined> {
  const one = `${PLACES} where place.config = $1 and place.session = $2 for update of place`;
  return (await sql.rows(placeRow, one, [config, session]))[0];
}

export function placeOf(row: PlaceRow, tasks: string): Place {
  const claimed = row.is_claimed
    ? {
        ...{ claim: claimIdOf(row), pid: row.pid ?? 0, startTime: row.start_time ?? '' },
        ...{ at: row.claimed_at ?? 0, isWoken: row.is_woken },
      }
    : undefined;
  const wait =
    row.wait_why === null
      ? undefined
      : { kind: 'waits' as const, until: row.wait_until, why: row.wait_why };
  const place = { queued: queuedOf(row, tasks), front: row.front, claimed, wait };
  return row.is_acted ? { ...place, isActed: true } : place;
}

/** A job is given again under its id, with another number. */
export function claimIdOf({ job, attempt }: Pick<PlaceRow, 'job' | 'attempt'>): string {
  return `${job ?? ''}:${attempt ?? ''}`;
}

/** The job and the attempt that a claim is of. */
export function attemptOf(claim: string): { readonly id: string; readonly retryCount: number } {
  const [id = '', count = ''] = claim.split(':');
  return { id, retryCount: Number(count) };
}

/** Whether the engine did it: the attempt was still the one that it gave. */
export function isDone(response: object): boolean {
  return 'affected' in response && response.affected === 1;
}
