import * as z from 'zod/mini';
import { UserError } from '../../../domain/text/user-error.ts';
import { ACT_TABLES } from '../acts/act-tables.ts';
import { CHAT_TABLES } from '../chat/chat-tables.ts';
import { ENGINE, type FleetDatabase, OURS, type Sql } from './database.ts';
import { NIGHT_TABLE } from './night-table.ts';
import { KEEP_VERSION, refuseNewerVersion } from './schema-version.ts';

/** The queue of pg-boss: a job is the right to run a session. */
export const QUEUE = 'session';

const DAY_S = 86_400;

/**
 * One row for each session in line. The job that it names says who may run it now, and when next;
 * the claim counts only while that job is active in that attempt.
 */
const PLACES = `
  create schema if not exists ${OURS};
  create table if not exists ${OURS}.place (
    id text primary key,
    number bigint generated always as identity,
    config text not null,
    session text not null,
    task text,
    priority int not null,
    front bigint not null default 0,
    not_before timestamptz,
    holds text[] not null,
    account text not null,
    added_at timestamptz not null,
    wait_until timestamptz,
    wait_why text,
    is_woken boolean not null default false,
    is_acted boolean not null default false,
    is_stranded boolean not null default false,
    job uuid,
    attempt int,
    machine text,
    pid int,
    start_time text,
    claimed_at timestamptz,
    unique (config, session)
  );
  create index if not exists place_order on ${OURS}.place (front desc, priority desc, number);
  create index if not exists place_claimed on ${OURS}.place (machine) where machine is not null;
`;

/**
 * One row for each session that a machine of the fleet ever had: where its files are, and the last news of the run
 * there. It outlives the place in line.
 */
const SESSIONS = `
  create table if not exists ${OURS}.session (
    config text not null,
    session text not null,
    folder text,
    home text,
    needs_take boolean not null default false,
    is_released boolean not null default false,
    iteration int,
    pushed_iteration int,
    pushed_commit text,
    unmovable text,
    phase text,
    state text,
    awaiting text,
    reason text,
    cost_usd float8,
    run text,
    updated_at timestamptz,
    primary key (config, session)
  );
`;

/**
 * One row for each machine. `is_silent`: the sweep of another one has given it up; `refuses`: the projects in line that
 * it runs no sessions of, each with the reason.
 */
const MACHINES = `
  create table if not exists ${OURS}.machine (
    name text primary key,
    instance text not null,
    slots int not null,
    version text not null,
    clock_offset_ms float8 not null,
    seen_at timestamptz not null,
    is_draining boolean not null default false,
    is_silent boolean not null default false
  );
  alter table ${OURS}.machine add column if not exists refuses jsonb;
`;

/** Makes all tables, or brings those of an earlier version up to date. A change is a new `SCHEMA_VERSION`. */
export const OUR_TABLES = PLACES + SESSIONS + MACHINES + ACT_TABLES + CHAT_TABLES + NIGHT_TABLE;

/** How long a machine may be silent before others take its sessions over. */
export const HEARTBEAT_S = 900;

/**
 * Makes the tables of the fleet where they are missing, brings older ones up to date, and sets the heartbeat. Two
 * machines may do it at once; what is in line stays.
 */
export async function makeFleet(
  database: FleetDatabase,
  heartbeatSeconds = HEARTBEAT_S,
): Promise<void> {
  await refuseNewerVersion(database.sql);
  await database.installEngine();
  const boss = await database.boss();
  await refuseOtherHeartbeat(database, heartbeatSeconds);
  const times = { heartbeatSeconds, expireInSeconds: DAY_S, retryLimit: 1_000_000, retryDelay: 0 };
  const keeping = { retentionSeconds: 3650 * DAY_S, deleteAfterSeconds: 3600 };
  if ((await boss.getQueue(QUEUE)) === null) {
    await boss.createQueue(QUEUE, { policy: 'stately', ...times, ...keeping });
  } else {
    await boss.updateQueue(QUEUE, { ...times, ...keeping });
  }
  await database.inTransaction(async (sql) => {
    await lockFleet(sql);
    await sql.executeSql(OUR_TABLES + KEEP_VERSION);
  });
}

/** Each machine reads the heartbeat as its `work` begins, and would hold on to a claim that others take. */
async function refuseOtherHeartbeat(database: FleetDatabase, seconds: number): Promise<void> {
  const { sql } = database;
  const [fleet] = await sql.rows(
    isThere,
    `select to_regclass('${OURS}.machine') is not null as yes`,
  );
  const now = (await heartbeatOf(database)) / 1000;
  if (fleet?.yes !== true || now === seconds) return;
  const [works] = await sql.rows(
    isThere,
    `select count(*) > 0 as yes from ${OURS}.machine
     where not is_silent and seen_at > now() - $1 * interval '1 second'`,
    [now],
  );
  if (works?.yes !== true) return;
  throw new UserError(
    `machines of the fleet take over after ${now} seconds and were seen within that time: nothing was changed`,
    {
      hint: `end samocode work on each machine, wait ${now} seconds, and try again; see: samocode fleet machines`,
    },
  );
}

const isThere = z.object({ yes: z.boolean() });

/** The heartbeat of the fleet in a statement. */
export const HEARTBEAT = `(select coalesce(max(heartbeat_seconds), ${HEARTBEAT_S}) * interval '1 second'
  from ${ENGINE}.queue where name = '${QUEUE}')`;

const heartbeat = z.object({ ms: z.coerce.number() });

/** The heartbeat of the fleet, which each machine has to keep. */
export async function heartbeatOf({ sql }: Pick<FleetDatabase, 'sql'>): Promise<number> {
  const [found] = await sql.rows(heartbeat, `select extract(epoch from ${HEARTBEAT}) * 1000 as ms`);
  return found?.ms ?? HEARTBEAT_S * 1000;
}

/** Tells every machine, when the transaction is done, that there may be something to do. */
export async function tellChange(sql: Sql): Promise<void> {
  await sql.executeSql(`notify ${CHANGES}`);
}
export const CHANGES = 'samocode';

/** One claim, and one change of the tables, at a time: limits hold only if they are read and used in one step. */
export async function lockFleet(sql: Sql): Promise<void> {
  await sql.executeSql("select pg_advisory_xact_lock(hashtext('samocode fleet'))");
}
