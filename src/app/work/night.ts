import {
  addRun,
  forgetTold,
  isAtRest,
  newsFor,
  type NightBook,
  nightSession,
  type NightTold,
} from '../../domain/queue/night.ts';
import { nightCounts, nightText } from '../../domain/queue/night-words.ts';
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
  const { runs } = await night.read();
  if (runs.length === 0) return true;
  const now = clock.now().getTime();
  const queued = withDelays((await queue.list(now)).queued, delaysAt(work.delays, now));
  const read = (one: QueuedNow) => nightSession(one, ends.read(one.id));
  const isEnd = isOver && (await night.isLast());
  // Those that go on are first in the list: the endings of a thousand that wait are not read each time.
  if (!isEnd && !queued.every((one) => isAtRest(read(one)))) return true;
  const sessions = queued.map(read);
  const configs = new Set([...sessions, ...runs].map(({ config }) => config));
  const tellers = await work.tellers([...configs]);
  let marks: readonly Mark[] = [];
  await night.update((book) => {
    marks = tellers
      .filter(({ key }) => book.told[key]?.by === undefined)
      .map((teller) => ({ teller, news: newsFor(book, teller, sessions) }));
    return marks.some(({ news }) => news.isNew) ? marked(book, marks, night.teller) : book;
  });
  const due = marks.filter(({ news }) => news.isNew);
  const sent = await Promise.all(
    due.map(async ({ teller, news }) => ({ teller, isSent: await send(work, teller, news) })),
  );
  const failed = sent.filter(({ isSent }) => !isSent).map(({ teller }) => teller.key);
  const told = marks.filter(({ teller }) => !failed.includes(teller.key));
  await night.update((book) =>
    forgetTold(marked(unmarked(book, failed), told, undefined), tellers),
  );
  return failed.length === 0;
}

/** The news for a listener. */
interface Mark {
  readonly teller: NightTeller;
  readonly news: ReturnType<typeof newsFor>;
}

/** `by`: this machine is about to tell the news. */
function marked(book: NightBook, marks: readonly Mark[], by: string | undefined): NightBook {
  const told = marks.map(({ teller: { key }, news }) => {
    const before = settled(book.told[key]);
    return [key, { ...news.told, before, ...(news.isNew && { by }) }] as const;
  });
  return { ...book, told: { ...book.told, ...Object.fromEntries(told) } };
}

/** Those that surely did not arrive are as before. */
function unmarked(book: NightBook, failed: readonly string[]): NightBook {
  const kept = Object.entries(book.told).flatMap(([key, one]) => {
    if (!failed.includes(key)) return [[key, one] as const];
    return one.before === undefined ? [] : [[key, one.before] as const];
  });
  return { ...book, told: Object.fromEntries(kept) };
}

function settled(told: NightTold | undefined): NightTold['before'] {
  return told && { upTo: told.upTo, waits: told.waits };
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
