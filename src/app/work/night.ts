import {
  addRun,
  isAtRest,
  newsFor,
  type NightBook,
  nightSession,
} from '../../domain/queue/night/night.ts';
import { forgetTold } from '../../domain/queue/night/night-book.ts';
import { nightCounts, nightText } from '../../domain/queue/night/night-words.ts';
import { delaysAt, withDelays } from '../../domain/queue/order.ts';
import type { Queued, QueuedNow } from '../../domain/queue/queued.ts';
import type { Notice } from '../ports/notifier.ts';
import type { NightTeller, RunEnd } from '../ports/queue/work.ts';
import type { Work } from './parts.ts';

/** Writes down that a run ended, before the queue knows it; the same place again replaces it. */
export async function noteRun(
  { night }: Pick<Work, 'night'>,
  { id, session, config }: Queued,
  end: RunEnd,
): Promise<void> {
  await night.update((book) => addRun(book, { id, session, config, isDone: end.kind === 'ended' }));
}

/**
 * Tells each chat and command once of the whole queue, when it is at rest or `work` begins nothing more, and no other
 * machine of its fleet does. It is marked as told before it is sent: a crash in between may cost the notice, but never
 * repeats it; in a fleet another machine tells it then. Resolves to false where one could not be sent.
 */
export async function tellNight(work: Work, isOver: boolean): Promise<boolean> {
  const { night, queue, clock, ends } = work;
  const isEnd = isOver && (await night.end());
  const { runs } = await night.read();
  if (runs.length === 0) return true;
  const now = clock.now().getTime();
  const queued = withDelays((await queue.list(now)).queued, delaysAt(work.delays, now));
  const read = (one: QueuedNow) => nightSession(one, ends.read(one.id));
  // Those that go on are first in the list: the endings of a thousand that wait are not read each time.
  if (!isEnd && !queued.every((one) => isAtRest(read(one)))) return true;
  const sessions = queued.map(read);
  const inLine = sessions.map(({ config }) => config);
  const listeners = await work.tellers([...new Set([...inLine, ...runs.map((run) => run.config)])]);
  const forget = { listeners, inLine, isShared: night.teller !== undefined };
  let due: readonly News[] = [];
  await night.update((book) => {
    const all = listeners.map((teller) => ({ teller, news: newsFor(book, teller, sessions) }));
    due = all.filter(({ news }) => news.isNew);
    const next = marked(book, all, night.teller);
    // The runs of news that may not arrive are kept until it did.
    return due.length === 0 ? forgetTold(next, forget) : next;
  });
  if (due.length === 0) return true;
  const sent = await Promise.all(
    due.map(async (one) => ({ ...one, isSent: await send(work, one.teller, one.news) })),
  );
  await night.update((book) => forgetTold(settled(book, sent, night.teller), forget));
  return sent.every(({ isSent }) => isSent);
}

/** The news for a listener. */
interface News {
  readonly teller: NightTeller;
  readonly news: ReturnType<typeof newsFor>;
}

/** `by`: this machine is about to tell the news. */
function marked(book: NightBook, all: readonly News[], by: string | undefined): NightBook {
  const told = all.flatMap(({ news }) =>
    Object.entries(news.told).map(([mark, one]) => {
      const { upTo, waits } = book.told[mark] ?? {};
      const before = upTo === undefined || waits === undefined ? undefined : { upTo, waits };
      return [mark, news.isNew ? { ...one, before, by } : one] as const;
    }),
  );
  return { ...book, told: { ...book.told, ...Object.fromEntries(told) } };
}

/** Those that surely did not arrive are as before. */
function settled(
  book: NightBook,
  sent: readonly (News & { readonly isSent: boolean })[],
  by: string | undefined,
): NightBook {
  const told = new Map(Object.entries(book.told));
  for (const { news, isSent } of sent) {
    for (const mark of Object.keys(news.told)) {
      const one = told.get(mark);
      // Another machine may have it by now, which took this one for dead.
      if (one?.by !== by || one === undefined) continue;
      const { upTo, waits, before } = one;
      if (isSent) told.set(mark, { upTo, waits });
      else if (before === undefined) told.delete(mark);
      else told.set(mark, before);
    }
  }
  return { ...book, told: Object.fromEntries(told) };
}

/** False: it surely did not arrive. */
async function send(
  { say }: Work,
  { tell }: NightTeller,
  news: Parameters<typeof nightText>[0],
): Promise<boolean> {
  const notice: Notice = {
    ...{ kind: 'queue', session: 'queue', phase: '', iteration: 0 },
    ...{ text: nightText(news), counts: nightCounts(news) },
  };
  const failure = await tell(notice);
  if (failure === undefined) return true;
  const words = failure.unsure ? 'may not have arrived' : 'could not be sent';
  say({ kind: 'warning', text: `the notice on the queue ${words}: ${failure.reason}` });
  return failure.unsure;
}
