import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import type { PollingRight } from '../../../../app/ports/fleet/election.ts';
import type { Poller } from '../../../../app/ports/notifier.ts';
import { WEBHOOK } from '../../../../domain/people/webhook.ts';
import { errorMessage } from '../../../../domain/text/error-code.ts';
import type { TelegramAnswer } from '../api.ts';
import { openClient, REQUEST_LIMIT_MS, whyNot } from '../client.ts';
import { withoutSecrets } from '../secrets.ts';
import { doAll, type PollerParts, type Polling, type Self, warnOnce } from './handle.ts';
import { OWN_RIGHT } from './own-right.ts';

/** How long the API holds a request while nothing comes. */
const POLL_S = 25;
const POLL_LIMIT_MS = (POLL_S + 10) * 1000;
/** Few enough that their answer is never too long for us. */
const UPDATES_AT_ONCE = 10;
/** The sessions and the fleet are asked about strangers at most this often. */
const ASK_MS = 1000;
const LOCK_LOOK_MS = 2000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
/** Another machine polls the same bot: it is not for us to drive it away. */
const CONFLICT_PAUSE_MS = 30_000;

/**
 * Receives messages: takes the poller's lock, long-polls, carries out each update, answers, and
 * only then confirms it to the API. Updates are only in memory, because a file could come from any
 * program. After a crash the API sends them again.
 */
export function telegramPoller(parts: PollerParts): Poller {
  let stop: AbortController | undefined;
  let attending: Promise<void> = Promise.resolve();
  // For the whole life of a run: a text that was sent at one gate is not repeated at the next.
  const said = new Set<string>();
  return {
    begin: () => {
      if (stop !== undefined) return;
      const mine = new AbortController();
      stop = mine;
      // One after the other: the lock of the first has to be given back.
      attending = attending.then(() => attend(parts, mine.signal, said));
    },
    end: async () => {
      stop?.abort();
      stop = undefined;
      await attending;
    },
  };
}

async function attend(parts: PollerParts, stop: AbortSignal, said: Set<string>): Promise<void> {
  while (!stop.aborted) {
    try {
      await attendOnce(parts, stop, said);
    } catch (error) {
      warnOnce(parts, said, errorMessage(error));
      await parts.options.clock.sleep(LONGEST_PAUSE_MS, stop);
    }
  }
}

/** Until `stop`, or a failure of our own disk. */
async function attendOnce(parts: PollerParts, stop: AbortSignal, said: Set<string>): Promise<void> {
  const lease = parts.leases.acquire(randomUUID(), false);
  if ('holder' in lease) {
    const other = `another samocode hears Telegram: pid ${lease.holder.process.pid}`;
    if (!said.has(other)) parts.debug(other);
    said.add(other);
    await parts.options.clock.sleep(LOCK_LOOK_MS, stop);
    return;
  }
  try {
    const right = await (parts.election?.take(stop) ?? OWN_RIGHT);
    if (right !== undefined) await pollWith(right, parts, { stop, said });
  } finally {
    lease.release();
  }
}

/** Until `stop`, or until another process may poll. */
async function pollWith(
  right: PollingRight,
  parts: PollerParts,
  { stop, said }: Pick<Polling, 'stop' | 'said'>,
): Promise<void> {
  try {
    using client = await openClient(parts.options);
    const own = { stop: AbortSignal.any([stop, right.lost]), mayAsk: onceInAWhile(parts) };
    await poll({ ...parts, ...own, client, right, said });
  } finally {
    await right.end();
  }
}

function onceInAWhile({ options: { clock } }: PollerParts): () => boolean {
  let notBeforeMs = -Infinity;
  return () => {
    if (clock.monotonicMs() < notBeforeMs) return false;
    notBeforeMs = clock.monotonicMs() + ASK_MS;
    return true;
  };
}

async function poll(polling: Polling): Promise<void> {
  const { client, bot, right, stop } = polling;
  const self = await selfOf(polling);
  let pauseMs = FIRST_PAUSE_MS;
  while (!stop.aborted && right.isHeld()) {
    const next = right.next() ?? bot.next();
    const answer = await client.ask(
      'getUpdates',
      {
        timeout: POLL_S,
        limit: UPDATES_AT_ONCE,
        allowed_updates: ['message', 'edited_message', 'callback_query'],
        ...(next === undefined ? {} : { offset: next }),
      },
      { limitMs: POLL_LIMIT_MS, stop },
    );
    const updates = updatesIn(answer);
    if (updates !== undefined && (await doAll(polling, self, updates))) {
      pauseMs = FIRST_PAUSE_MS;
      continue;
    }
    if (!right.isHeld()) return;
    sayTrouble(polling, answer);
    await polling.options.clock.sleep(pauseAfter(answer, pauseMs), stop);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

const selfSchema = z.object({ id: z.number(), username: z.string() });

/** Needed to tell `/status@us` from `/status@them` and a reply to us; else the id is that of the token. */
async function selfOf({ client, stop, options }: Polling): Promise<Self> {
  const answer = await client.ask('getMe', {}, { limitMs: REQUEST_LIMIT_MS, stop });
  const told = answer.kind === 'delivered' ? selfSchema.safeParse(answer.result).data : undefined;
  const digits = /^\d+(?=:)/.exec(options.token)?.[0];
  const id = digits === undefined ? undefined : Number(digits);
  return told ?? { id, username: undefined };
}

function updatesIn(answer: TelegramAnswer): readonly unknown[] | undefined {
  if (answer.kind !== 'delivered') return undefined;
  return z.array(z.unknown()).safeParse(answer.result).data;
}

function pauseAfter(answer: TelegramAnswer, pauseMs: number): number {
  if (answer.kind === 'later') return answer.waitMs;
  return answer.kind === 'refused' && answer.status === 409 ? CONFLICT_PAUSE_MS : pauseMs;
}

function sayTrouble(polling: Polling, answer: TelegramAnswer): void {
  if (answer.kind === 'refused' && answer.status === 409) {
    const text = /\bwebhook\b/i.test(answer.reason)
      ? `${WEBHOOK.text} → ${WEBHOOK.cure}`
      : 'this bot is polled by another machine or program; button presses may go there';
    warnOnce(polling, polling.said, `Telegram: ${text}`);
    return;
  }
  const why = whyNot(answer) ?? 'Telegram: an answer that is no list of updates';
  if (answer.kind === 'refused') warnOnce(polling, polling.said, why);
  else polling.debug(withoutSecrets(polling.options, why));
}
