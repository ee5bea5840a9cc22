import * as z from 'zod/mini';
import type { NightFile } from '../../app/ports/queue/work.ts';
import type { NightBook } from '../../domain/queue/night/night.ts';
import { readNightBook, withoutGone, writeNightBook } from '../../domain/queue/night/night-book.ts';
import { randomId } from '../random-id.ts';
import { OURS, type Sql } from './database/database.ts';
import { lockFleet } from './database/schema.ts';
import type { Fleet } from './fleet.ts';
import { NOW } from './queue/place-row.ts';

const bookRow = z.object({ book: z.string() });
const nameRow = z.object({ name: z.string() });

/** The book of the notice on the whole queue, for all machines. */
export function openNightRow({
  machine,
  heartbeatMs,
  database: { sql, inTransaction },
}: Pick<Fleet, 'machine' | 'heartbeatMs' | 'database'>): NightFile {
  const teller = `${randomId()} ${machine}`;
  const read = (on: Sql) => readBook(on, { teller, machine });
  const update: NightFile['update'] = (change) =>
    inTransaction(async (tx) => {
      await lockFleet(tx);
      await writeBook(tx, change(await read(tx)));
    });
  /** Undefined: as an earlier process left it. */
  let isOver: boolean | undefined;
  const note = async (now: boolean): Promise<void> => {
    if (isOver === now) return;
    await update((book) => {
      const others = (book.over ?? []).filter((name) => name !== machine);
      return { ...book, over: now ? [...others, machine] : others };
    });
    isOver = now;
  };
  return {
    teller,
    begin: () => note(false),
    end: async () => {
      await note(true);
      const { over = [] } = await read(sql);
      const others = await sql.rows(
        nameRow,
        `select name from ${OURS}.machine where name <> $1 and not is_silent and not is_draining
           and seen_at > ${NOW} - $2 * interval '1 millisecond'`,
        [machine, heartbeatMs],
      );
      return others.every(({ name }) => over.includes(name));
    },
    read: () => read(sql),
    update,
  };
}

/** Changes the book in a transaction that holds the lock of the fleet. */
export async function changeNight(tx: Sql, change: (book: NightBook) => NightBook): Promise<void> {
  await writeBook(tx, change(await wholeBook(tx)));
}

async function writeBook(tx: Sql, book: NightBook): Promise<void> {
  await tx.executeSql(
    `insert into ${OURS}.night (book) values ($1)
     on conflict (is_only) do update set book = excluded.book
     where night.book <> excluded.book`,
    [writeNightBook(book)],
  );
}

async function wholeBook(on: Sql): Promise<NightBook> {
  const [row] = await on.rows(bookRow, `select book from ${OURS}.night`);
  return readNightBook(row?.book ?? '');
}

/** Without the marks of tellers that have gone. */
async function readBook(
  on: Sql,
  { teller, machine }: { readonly teller: string; readonly machine: string },
) {
  const book = await wholeBook(on);
  const living = await on.rows(nameRow, `select name from ${OURS}.machine where not is_silent`);
  const names = new Set(living.map(({ name }) => name));
  // An earlier process of this machine has gone, too.
  const isGone = (by: string): boolean => {
    const of = by.slice(by.indexOf(' ') + 1);
    return by !== teller && (of === machine || !names.has(of));
  };
  return withoutGone(book, isGone);
}
