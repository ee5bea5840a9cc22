import * as z from 'zod/mini';
import { isAtWork } from '../../domain/fleet/moves/take.ts';
import type { DataOf } from '../../domain/text/read-json.ts';
import { OURS, type Sql } from './database/database.ts';
import { lockFleet, tellChange } from './database/schema.ts';
import type { Fleet } from './fleet.ts';
import { NOW } from './queue/place-row.ts';
import { type Refusal, refusalOf, refusalsHere } from './refusals.ts';

/** The facts that a machine tells of itself. */
export interface MachineFacts {
  /** Identifies this installation, also where two machines have the same name. */
  readonly instance: string;
  readonly slots: number;
  readonly version: string;
}

const answer = z.object({ instance: z.string(), is_draining: z.boolean(), now: z.coerce.number() });
const RETURNING = `returning instance, is_draining, extract(epoch from clock_timestamp()) * 1000 as now`;

export interface MachineBeat {
  readonly isDraining: boolean;
  readonly clockOffsetMs: number;
}

/**
 * Says that the machine lives. Undefined: another machine of this name lives. Its name is free again when it was silent
 * for a heartbeat: then it gets another one, with its sessions, whose files are not here.
 */
export async function beatMachine(
  fleet: Fleet,
  facts: MachineFacts,
  offsetMs: number,
  refusal: Refusal = (config) => refusalOf(fleet, config),
): Promise<MachineBeat | undefined> {
  const { sql, inTransaction } = fleet.database;
  const told = { ...facts, offsetMs, refuses: await refusalsHere(sql, refusal) };
  const before = Date.now();
  const row =
    (await beatIn(sql, fleet.machine, told)) ??
    (await inTransaction(async (tx) => {
      await lockFleet(tx);
      return (await renameSilent(fleet, tx, facts.instance))
        ? await beatIn(tx, fleet.machine, told)
        : undefined;
    }));
  if (row === undefined) return undefined;
  return {
    isDraining: row.is_draining,
    // Half of the time that the question took.
    clockOffsetMs: (before + Date.now()) / 2 - row.now,
  };
}

async function beatIn(
  sql: Sql,
  machine: string,
  told: MachineFacts & { readonly offsetMs: number; readonly refuses: string },
): Promise<DataOf<typeof answer> | undefined> {
  const { instance, slots, version, offsetMs, refuses } = told;
  const [row] = await sql.rows(
    answer,
    `insert into ${OURS}.machine as machine (name, instance, slots, version, clock_offset_ms, refuses, seen_at)
     values ($1, $2, $3, $4, $5, $6::jsonb, ${NOW})
     on conflict (name) do update set slots = excluded.slots, version = excluded.version,
       clock_offset_ms = excluded.clock_offset_ms, refuses = excluded.refuses, seen_at = excluded.seen_at,
       is_silent = false
     where machine.instance = excluded.instance ${RETURNING}`,
    [machine, instance, slots, version, offsetMs, refuses],
  );
  return row;
}

/** `formerName` (domain/fleet/machine.ts) of a row. */
const FORMER = `name || '-' || left(instance, 6)`;

/** False: it lives. */
async function renameSilent(
  { machine, heartbeatMs }: Fleet,
  sql: Sql,
  instance: string,
): Promise<boolean> {
  // Two disks that take turns under one name.
  await sql.executeSql(
    `delete from ${OURS}.machine where instance <> $2 and name in (select ${FORMER} from ${OURS}.machine
       where name = $1 and instance <> $2 and seen_at < ${NOW} - $3 * interval '1 millisecond')`,
    [machine, instance, heartbeatMs],
  );
  const [renamed] = await sql.rows(
    z.object({ name: z.string() }),
    `update ${OURS}.machine set name = ${FORMER}, is_silent = true
     where name = $1 and instance <> $2 and seen_at < ${NOW} - $3 * interval '1 millisecond'
     returning name`,
    [machine, instance, heartbeatMs],
  );
  if (renamed === undefined) return false;
  const names = [machine, renamed.name];
  await sql.executeSql(`update ${OURS}.session set home = $2 where home = $1`, names);
  await sql.executeSql(`update ${OURS}.place set machine = $2 where machine = $1`, names);
  return true;
}

/**
 * Before a command has a session on this machine, which does not work yet: gives a silent machine of its name another
 * one, as `work` would. False: that one lives.
 */
export async function haveName(fleet: Fleet): Promise<boolean> {
  if (!(await isNameTaken(fleet, fleet.database.sql))) return true;
  return await fleet.database.inTransaction(async (tx) => {
    await lockFleet(tx);
    if (!(await renameSilent(fleet, tx, fleet.instance))) return !(await isNameTaken(fleet, tx));
    await tx.executeSql(
      `insert into ${OURS}.machine (name, instance, slots, version, clock_offset_ms, seen_at, is_silent)
       values ($1, $2, 0, '', 0, ${NOW} - $3 * interval '1 millisecond', true)`,
      [fleet.machine, fleet.instance, fleet.heartbeatMs],
    );
    return true;
  });
}

const seen = z.object({ seen_ago_ms: z.coerce.number() });

/** Whether `samocode work` of this machine was heard of, and goes on. */
export async function worksHere({ machine, heartbeatMs }: Fleet, sql: Sql): Promise<boolean> {
  const [found] = await sql.rows(
    seen,
    `select extract(epoch from ${NOW} - seen_at) * 1000 as seen_ago_ms from ${OURS}.machine
     where name = $1 and not is_draining`,
    [machine],
  );
  return found !== undefined && isAtWork(found.seen_ago_ms, heartbeatMs);
}

type Named = Pick<Fleet, 'machine' | 'instance'>;

const IS_OTHER = 'instance <> $2';

/** A condition for a statement: no other machine has the name of this one. */
export function isNamesOwn(machine: string, instance: string): string {
  return `not exists (select from ${OURS}.machine where name = ${machine} and instance <> ${instance})`;
}

/** Whether this machine starts nothing more: a person drained it, or another one works under its name. */
export async function startsNothing(fleet: Named, sql: Sql): Promise<boolean> {
  return await isMachine(fleet, sql, `(is_draining or ${IS_OTHER})`);
}

/** Whether another machine has this name, be it silent: the claims of the name are its own. */
export async function isNameTaken(fleet: Named, sql: Sql): Promise<boolean> {
  return await isMachine(fleet, sql, IS_OTHER);
}

/** Whether that machine was heard of within a heartbeat: until then the name is not free. */
export async function isOtherAlive(
  fleet: Named & Pick<Fleet, 'heartbeatMs'>,
  sql: Sql,
): Promise<boolean> {
  const isSeen = `seen_at >= ${NOW} - $3 * interval '1 millisecond'`;
  return await isMachine(fleet, sql, `${IS_OTHER} and ${isSeen}`, [fleet.heartbeatMs]);
}

async function isMachine(
  { machine, instance }: Named,
  sql: Sql,
  what: string,
  more: readonly unknown[] = [],
): Promise<boolean> {
  const text = `select 1 as one from ${OURS}.machine where name = $1 and ${what}`;
  return (
    (await sql.rows(z.object({ one: z.int() }), text, [machine, instance, ...more])).length > 0
  );
}

/** Asks a machine to end its work, or lets it work again. False: there is none of this name. */
export async function drainMachine(sql: Sql, name: string, isDraining: boolean): Promise<boolean> {
  const rows = await sql.rows(
    z.object({ name: z.string() }),
    `update ${OURS}.machine set is_draining = $2 where name = $1 returning name`,
    [name, isDraining],
  );
  await tellChange(sql);
  return rows.length > 0;
}
