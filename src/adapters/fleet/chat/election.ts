import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod/mini';
import type { Election, PollingRight } from '../../../app/ports/fleet/election.ts';
import { OURS, type Sql } from '../database/database.ts';
import { DatabaseSilent } from '../database/database-error.ts';

/** A process that could poll a bot. */
export interface Candidate {
  readonly sql: Sql;
  /** A hash of the bot's token. */
  readonly bot: string;
  readonly machine: string;
  /** Of this process alone. */
  readonly holder: string;
  /** How often the right is renewed. */
  readonly everyMs: number;
  /** Counts on while the machine is suspended. */
  readonly bootMs: () => number;
  readonly warn: (text: string) => void;
}

/** Silent renewals after which another process has the right. */
const SILENT = 3;
/** So long the holder acts without an answer of the database; it looks twice in the time of a renewal. */
const OWN = 2.4;

const nextRow = z.object({ next: z.nullable(z.coerce.number()) });
/** After a week without updates the API restarts its numbers. */
const NEXT = `case when next_at > clock_timestamp() - interval '6 days' then next end as next`;

/** One process of all machines polls a bot: the one whose row was confirmed last, by the clock of the database. */
export function openElection(candidate: Candidate): Election {
  return {
    take: async (stop) => {
      let trouble = '';
      while (!stop.aborted) {
        const askedMs = candidate.bootMs();
        try {
          const row = await takeRow(candidate, undefined);
          if (row !== undefined) return hold(candidate, row.next ?? undefined, askedMs);
        } catch (error) {
          if (!(error instanceof DatabaseSilent)) throw error;
          if (trouble === '') candidate.warn(`Telegram is not heard here: ${error.message}`);
          trouble = error.message;
        }
        await pause(candidate.everyMs, undefined, { signal: stop }).catch(() => undefined);
      }
      return undefined;
    },
  };
}

/** Takes the right, or renews it, in one step. Undefined: another process has it. */
async function takeRow(
  { sql, bot, machine, holder, everyMs }: Candidate,
  next: number | undefined,
): Promise<z.output<typeof nextRow> | undefined> {
  const [row] = await sql.rows(
    nextRow,
    `insert into ${OURS}.telegram_poller as poller (bot, machine, holder, hold_ms, confirmed_at, next, next_at)
     values ($1, $2, $3, $4, clock_timestamp(), $5::bigint, case when $5::bigint is not null then clock_timestamp() end)
     on conflict (bot) do update set machine = excluded.machine, holder = excluded.holder,
       hold_ms = excluded.hold_ms, confirmed_at = excluded.confirmed_at,
       next = coalesce(excluded.next, poller.next), next_at = coalesce(excluded.next_at, poller.next_at)
     where poller.holder = excluded.holder
       or poller.confirmed_at < clock_timestamp() - poller.hold_ms * interval '1 millisecond'
     returning ${NEXT}`,
    [bot, machine, holder, everyMs * SILENT, next ?? null],
  );
  return row;
}

function hold(candidate: Candidate, first: number | undefined, takenMs: number): PollingRight {
  const { bootMs, everyMs, sql, bot, holder } = candidate;
  const lost = new AbortController();
  let next = first;
  let unsaved: number | undefined;
  let isSilent = false;
  let until = takenMs + everyMs * OWN;
  const isHeld = (): boolean => {
    if (bootMs() >= until) lost.abort();
    return !lost.signal.aborted;
  };
  const renewOnce = async (): Promise<void> => {
    const [askedMs, saving] = [bootMs(), unsaved];
    const row = await takeRow(candidate, saving).catch(() => 'silent' as const);
    isSilent = row === 'silent';
    if (row === 'silent') return;
    if (row === undefined) {
      lost.abort();
      return;
    }
    if (unsaved === saving) unsaved = undefined;
    until = Math.max(until, askedMs + everyMs * OWN);
  };
  // One after the other: of two at once the older number could be written last.
  let renewing = Promise.resolve();
  let isRenewing = false;
  const renew = (): Promise<void> =>
    (renewing = renewing.then(async () => {
      isRenewing = true;
      await renewOnce();
      isRenewing = false;
    }));
  const timer = setInterval(() => {
    if (isHeld() && !isRenewing) void renew();
  }, everyMs / 2);
  return {
    ...{ lost: lost.signal, isHeld, next: () => next },
    advance: async (to) => {
      next = to;
      unsaved = to;
      // A silent database hears of it with the next renewal that it answers.
      if (!isSilent) await renew();
    },
    end: async () => {
      clearInterval(timer);
      await renewing;
      // Another one need not wait until this one counts as silent.
      const leave = `update ${OURS}.telegram_poller set confirmed_at = '-infinity' where bot = $1 and holder = $2`;
      if (!isSilent) await sql.executeSql(leave, [bot, holder]).catch(() => undefined);
    },
  };
}

/** Whether a process of the fleet polls the bot. */
export async function isPolled(sql: Sql, bot: string): Promise<boolean> {
  const rows = await sql.rows(
    z.object({ machine: z.string() }),
    `select machine from ${OURS}.telegram_poller
     where bot = $1 and confirmed_at > clock_timestamp() - hold_ms * interval '1 millisecond'`,
    [bot],
  );
  return rows.length > 0;
}
