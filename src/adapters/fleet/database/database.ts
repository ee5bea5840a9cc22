import { setTimeout as pause } from 'node:timers/promises';
import type { Pool, PoolClient, QueryResult } from 'pg';
import type { ConstructorOptions, PgBoss } from 'pg-boss';
import * as z from 'zod/mini';
import type { DataOf } from '../../../domain/text/read-json.ts';
import { explained } from './database-error.ts';
import { type Listening, listenOn } from './listen.ts';
import { loadPackages } from './packages.ts';
import { openSockets } from './sockets.ts';

/** Runs statements; the rows of `rows` are checked by the schema of the caller. */
export interface Sql {
  readonly executeSql: (text: string, values?: unknown[]) => Promise<{ rows: unknown[] }>;
  readonly rows: <T extends z.ZodMiniType>(
    schema: T,
    text: string,
    values?: readonly unknown[],
  ) => Promise<readonly DataOf<T>[]>;
}

/** The database of a fleet. */
export interface FleetDatabase extends AsyncDisposable {
  readonly sql: Sql;
  /** All of the work, or nothing of it. */
  readonly inTransaction: <T>(work: (sql: Sql) => Promise<T>) => Promise<T>;
  /** The engine, loaded and started by its first use: best before a transaction, whose locks others wait for. */
  readonly boss: () => Promise<PgBoss>;
  /** Hears the notifications of a channel, on a connection of its own. */
  readonly listen: (channel: string, onNews: () => void) => Promise<Listening>;
  /** Makes the tables of the engine, or brings those of an earlier version up to date. */
  readonly installEngine: () => Promise<void>;
}

/** The schemas of the engine and of samocode. */
export const ENGINE = 'samocode_jobs';
export const OURS = 'samocode';

/** A database that is not there, or that stopped to answer in the middle. */
const CONNECT_MS = 5_000;
const QUERY_MS = 30_000;
/** The database gives the lock of a claim back when its machine is cut off in the middle of it. */
const IDLE_MS = 10_000;
const CONNECTIONS = 4;
/** A server that was cut off does not say goodbye. */
const END_MS = 500;

export interface DatabasePlace {
  /** `postgres://…`; no message shows it. */
  readonly url: string;
  /** The folder of samocode's package. */
  readonly root: string;
  /** The time limit of each statement. */
  readonly queryMs?: number;
}

/** Opens the database; no connection is made before the first statement. */
export async function openDatabase({
  url,
  root,
  queryMs = QUERY_MS,
}: DatabasePlace): Promise<FleetDatabase> {
  const { Pool, Client, loadBoss } = await loadPackages(root);
  const sockets = openSockets();
  const connection = {
    stream: sockets.open,
    ...{ connectionString: url, application_name: 'samocode', keepAlive: true },
    connectionTimeoutMillis: Math.min(CONNECT_MS, queryMs),
    query_timeout: queryMs,
  };
  const pool = new Pool({
    ...{ ...connection, max: CONNECTIONS },
    idle_in_transaction_session_timeout: IDLE_MS,
  });
  // An idle connection that breaks; the next statement opens another one.
  pool.on('error', () => undefined);
  // One that breaks in a transaction: its statements reject, and without a listener the program would end.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const sql = sqlOf(pool);
  const startBoss = async (more: ConstructorOptions): Promise<PgBoss> => {
    const PgBoss = await loadBoss();
    const boss = new PgBoss({
      ...{ db: sql, schema: ENGINE, schedule: false, registerInstance: false },
      // Stock supervision takes a silence of the database for the death of every machine.
      ...{ supervise: false, monitorIntervalSeconds: 1, ...more },
    });
    boss.on('error', () => undefined);
    return await explained(boss.start());
  };
  const started = once(() => startBoss({ migrate: false, createSchema: false }));
  return {
    ...{ sql, boss: started.get, inTransaction: (work) => inTransaction(pool, work) },
    listen: (channel, onNews) => listenOn(new Client(connection), channel, onNews),
    installEngine: async () => {
      const boss = await startBoss({ migrate: true, createSchema: true });
      await boss.stop({ graceful: false });
    },
    [Symbol.asyncDispose]: async () => {
      await started.made?.then((boss) => boss.stop({ graceful: false })).catch(() => undefined);
      await Promise.race([pool.end(), pause(END_MS, undefined, { ref: false })]);
      sockets.closeAll();
    },
  };
}

/** Makes a value once; a failure is tried again by the next use. */
function once<T>(make: () => Promise<T>) {
  let made: Promise<T> | undefined;
  return {
    get: (): Promise<T> =>
      (made ??= make().catch((error: unknown) => {
        made = undefined;
        throw error;
      })),
    get made() {
      return made;
    },
  };
}

function sqlOf(runner: Pick<Pool, 'query'> | Pick<PoolClient, 'query'>): Sql {
  const executeSql: Sql['executeSql'] = async (text, values = []) => {
    const result: unknown = await explained(runner.query(text, values));
    // Several statements at once have a result each.
    const results = (Array.isArray(result) ? result : [result]) as readonly QueryResult[];
    return { rows: results.flatMap(({ rows }): unknown[] => rows) };
  };
  return {
    executeSql,
    rows: async (schema, text, values) =>
      z.parse(z.array(schema), (await executeSql(text, [...(values ?? [])])).rows),
  };
}

async function inTransaction<T>(pool: Pool, work: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await explained(pool.connect());
  let broken: Error | undefined;
  try {
    await explained(client.query('begin'));
    const result = await work(sqlOf(client));
    await explained(client.query('commit'));
    return result;
  } catch (error) {
    await client.query('rollback').catch((failed: unknown) => {
      broken = failed instanceof Error ? failed : new Error(String(failed));
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
