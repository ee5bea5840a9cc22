import {
  addRun,
  forgetTold,
  isAtRest,
  newsFor,
  type NightBook,
  nightSession,
} from '../../domain/queue/night.ts';
import { nightCounts, nightText } from '../../domain/queue/night-words.ts';
import { delaysAt, withDelays } from '../../domain/queue/order.ts';
import type { Queued, QueuedNow } from '../../domain/queue/queued.ts';
import type { Notice } from '../ports/notifier.ts';
import type { NightTeller, RunEnd } from '../ports/queue/work.ts';
import type { Work } from './parts.ts';

/** Writes down that a run ended, before the queue knows it; the same place again replaces it. */
export function noteRun(
  { night }: Pick<Work, 'night'>,
  { id, session, config }: Queued,
  end: RunEnd,
) {
  night.write(addRun(night.read(), { id, session, config, isDone: end.kind === 'ended' }));
}

/**
 * Tells each chat and command once of the whole queue, when it is at rest or `work` begins nothing more.
 * It is marked as told before it is sent: a crash in between may cost the notice, but never repeats it.
 * Resolves to false where one could not be sent.
 */
export async function tellNight(work: Work, isOver: boolean): Promise<boolean> {
  const { night, queue, clock, ends } = work;
  const book = night.read();
  if (book.runs.length === 0) return true;
  const now = clock.now().getTime();
  const queued = withDelays((await queue.list(now)).queued, delaysAt(work.delays, now));
  const read = (one: QueuedNow) => nightSession(one, ends.read(one.id));
  // Those that go on are first in the list: the endings of a thousand that wait are not read each time.
  if (!isOver && !queued.every((one) => isAtRest(read(one)))) return true;
  const sessions = queued.map(read);
  const configs = new Set([...sessions, ...book.runs].map(({ config }) => config));
  const tellers = await work.tellers([...configs]);
  const all = tellers.map((teller) => ({ teller, news: newsFor(book, teller, sessions) }));
  const due = all.filter(({ news }) => news.isNew);
  const marks = all.map(({ teller, news }) => [teller.key, news.told] as const);
  const marked: NightBook = { ...book, told: { ...book.told, ...Object.fromEntries(marks) } };
  if (due.length > 0) night.write(marked);
  const sent = await Promise.all(
    due.map(async ({ teller, news }) => ({ teller, isSent: await send(work, teller, news) })),
  );
  const failed = sent.filter(({ isSent }) => !isSent).map(({ teller }) => teller.key);
  night.write(forgetTold(unmarked({ book, marked, failed }), tellers));
  return failed.length === 0;
}

interface Marks {
  readonly book: NightBook;
  readonly marked: NightBook;
  readonly failed: readonly string[];
}

function unmarked({ book, marked, failed }: Marks): NightBook {
  const kept = Object.entries(marked.told).filter(([key]) => !failed.includes(key));
  const before = Object.entries(book.told).filter(([key]) => failed.includes(key));
  return { ...marked, told: Object.fromEntries([...kept, ...before]) };
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
