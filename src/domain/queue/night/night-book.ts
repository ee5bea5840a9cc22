import * as z from 'zod/mini';
import { lateSchema, readJson } from '../../text/read-json.ts';
import {
  type NightBook,
  type NightListener,
  type NightRun,
  type NightTold,
  toldKey,
} from './night.ts';

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
    over: z.optional(z.array(z.string())),
  }),
);

/** A text that is missing or damaged is an empty book. */
export function readNightBook(text: string): NightBook {
  const { runs, told: all, over } = readJson(bookSchema(), text) ?? { runs: [], told: {} };
  return { runs, told: all, ...(over !== undefined && { over }) };
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

/** So many runs are left for other machines. */
const LEFT_RUNS = 300;

/** What the machine that forgets knows. */
export interface Forgetting {
  /** Those that it tells itself. */
  readonly listeners: readonly NightListener[];
  /** The projects of the sessions in line. */
  readonly inLine: readonly string[];
  /** Other machines tell from this book, too: runs that this one tells nobody of are theirs. */
  readonly isShared: boolean;
}

/** Without the runs that all who are told of their project know, and the marks of projects of which nothing is left. */
export function forgetTold(
  book: NightBook,
  { listeners, inLine, isShared }: Forgetting,
): NightBook {
  const of = ({ config }: NightRun) => listeners.filter(({ configs }) => configs.includes(config));
  const isNew = (run: NightRun): boolean =>
    of(run).some(({ key }) => run.n > surelyTold(book.told[toldKey(key, run.config)]));
  const others = isShared ? book.runs.filter((run) => of(run).length === 0).slice(-LEFT_RUNS) : [];
  const runs = book.runs.filter((run) => isNew(run) || others.includes(run));
  const projects = new Set([...inLine, ...runs.map(({ config }) => config)]);
  const told = Object.entries(book.told).filter(([mark]) =>
    projects.has(mark.slice(mark.indexOf('\n') + 1)),
  );
  return { ...book, runs, told: Object.fromEntries(told) };
}

/** The last run that was told, also if the machine dies that is about to tell more. */
function surelyTold(told: NightTold | undefined): number {
  return (told?.by === undefined ? told : told.before)?.upTo ?? 0;
}
