import * as z from 'zod/mini';
import { lateSchema, readJson } from '../text/read-json.ts';
import type { NightBook, NightTold } from './night.ts';

const told = { upTo: z.number(), waits: z.string() };
const bookSchema = lateSchema(() =>
  z.object({
    v: z.literal(1),
    runs: z.array(
      z.object({
        ...{ n: z.number(), id: z.string(), session: z.string(), config: z.string() },
        isDone: z.boolean(),
      }),
    ),
    told: z.record(
      z.string(),
      z.object({ ...told, by: z.optional(z.string()), before: z.optional(z.object(told)) }),
    ),
  }),
);

/** A text that is missing or damaged is an empty book. */
export function readNightBook(text: string): NightBook {
  const { runs, told: all } = readJson(bookSchema(), text) ?? { runs: [], told: {} };
  return { runs, told: all };
}

export function writeNightBook(book: NightBook): string {
  return JSON.stringify({ v: 1, ...book });
}

/** A machine that was about to tell has gone: another one is to tell it. */
export function withoutGone(book: NightBook, isGone: (by: string) => boolean): NightBook {
  const kept = Object.entries(book.told).flatMap(([key, one]): [string, NightTold][] => {
    if (one.by === undefined || !isGone(one.by)) return [[key, one]];
    return one.before === undefined ? [] : [[key, one.before]];
  });
  return { ...book, told: Object.fromEntries(kept) };
}
