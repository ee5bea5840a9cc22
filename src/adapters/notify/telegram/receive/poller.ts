import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import type { Poller } from '../../../../app/ports/notifier.ts';
import type { Leases } from '../../../../app/ports/session/lease.ts';
import type { Apply } from '../../../../app/ports/telegram.ts';
import { errorMessage } from '../../../../domain/text/error-code.ts';
import type { TelegramAnswer } from '../api.ts';
import type { BotState } from '../bot-state.ts';
import { buttonData } from '../button-data.ts';
import {
  openClient,
  REQUEST_LIMIT_MS,
  type TelegramClient,
  type TelegramOptions,
  whyNot,
  withoutSecrets,
} from '../client.ts';
import { deliver, sayTextOnly } from './reply.ts';
import { type Circle, movedBy, readUpdate, updateId } from './update.ts';

/** The parts of the poller. */
export interface PollerParts {
  readonly options: TelegramOptions & { readonly userIds: readonly number[] };
  readonly bot: BotState;
  /** In the bot's folder: one poller for each token and machine. */
  readonly leases: Leases;
  readonly apply: Apply;
  /** Warns a person; one printable line without the token. */
  readonly warn: (text: string) => void;
  /** Details for debugging. */
  readonly debug: (text: string) => void;
}

/** How long the API holds a request while nothing comes. */
const POLL_S = 25;
const POLL_LIMIT_MS = (POLL_S + 10) * 1000;
/** Few enough that their answer is never too long for us. */
const UPDATES_AT_ONCE = 10;
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
    using client = await openClient(parts.options);
    await poll({ ...parts, client, stop, said });
  } finally {
    lease.release();
  }
}

interface Polling extends PollerParts {
  readonly client: TelegramClient;
  readonly stop: AbortSignal;
  readonly said: Set<string>;
}

async function poll(polling: Polling): Promise<void> {
  const { client, bot, stop } = polling;
  const self = await selfOf(polling);
  let pauseMs = FIRST_PAUSE_MS;
  while (!stop.aborted) {
    const next = bot.next();
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
    sayTrouble(polling, answer);
    await polling.options.clock.sleep(pauseAfter(answer, pauseMs), stop);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

/** The bot itself, as the API names it. */
interface Self {
  readonly id: number | undefined;
  readonly username: string | undefined;
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

/** Does all that has a number, in order; false: there was something, and nothing had one. */
async function doAll(polling: Polling, self: Self, updates: readonly unknown[]): Promise<boolean> {
  const { bot, options, stop } = polling;
  const known = updates
    .flatMap((raw) => {
      const id = updateId(raw);
      return id === undefined ? [] : [{ id, raw }];
    })
    .sort((one, other) => one.id - other.id);
  for (const { raw } of known) {
    const to = movedBy(raw, circleOf(options, bot, self));
    if (to !== undefined) options.chat.movedTo(to);
  }
  for (const { id, raw } of known) {
    if (stop.aborted) return true;
    await doOne(polling, self, raw);
    bot.advance(id + 1);
  }
  return known.length > 0 || updates.length === 0;
}

async function doOne(polling: Polling, self: Self, raw: unknown): Promise<void> {
  const { bot, options, apply, client, debug } = polling;
  const reading = readUpdate(raw, circleOf(options, bot, self));
  if (reading.kind === 'ignored') {
    if (reading.stranger) debug('Telegram: an update of another chat or person ignored');
    return;
  }
  const { chatId } = options;
  const failure =
    reading.kind === 'no-text'
      ? await sayTextOnly(client, { chatId, topic: reading.topic }, bot)
      : await deliver(
          client,
          { chatId, topic: reading.incoming.topic },
          { ...reading, reply: await apply(reading.incoming) },
        );
  if (failure !== undefined) warnOnce(polling, polling.said, failure);
}

function circleOf(
  { chatId, chat, topic, userIds, token }: PollerParts['options'],
  bot: BotState,
  self: Self,
): Circle {
  const chatIds = [chatId, chat.current()];
  return {
    topics: topicsOf(bot, topic),
    ...{ chatIds, userIds, botName: self.username, selfId: self.id },
    ...{ botId: bot.folder.slice(-8), buttons: buttonData(token) },
  };
}

/** Of this project, and of the others that this process serves; none as soon as one has no topic. */
function topicsOf(bot: BotState, own: number | undefined): readonly number[] {
  const topics = [own, ...bot.sessions().map(({ topic }) => topic)];
  const named = topics.filter((topic) => topic !== undefined);
  return named.length === topics.length ? named : [];
}

function pauseAfter(answer: TelegramAnswer, pauseMs: number): number {
  if (answer.kind === 'later') return answer.waitMs;
  return answer.kind === 'refused' && answer.status === 409 ? CONFLICT_PAUSE_MS : pauseMs;
}

function sayTrouble(polling: Polling, answer: TelegramAnswer): void {
  if (answer.kind === 'refused' && answer.status === 409) {
    const text = 'Telegram: this bot is polled by another machine or program, or has a webhook';
    warnOnce(polling, polling.said, `${text}; button presses may go there`);
    return;
  }
  const why = whyNot(answer) ?? 'Telegram: an answer that is no list of updates';
  if (answer.kind === 'refused') warnOnce(polling, polling.said, why);
  else polling.debug(withoutSecrets(polling.options, why));
}

function warnOnce({ options, warn }: PollerParts, said: Set<string>, text: string): void {
  const line = withoutSecrets(options, text);
  if (said.has(line)) return;
  said.add(line);
  warn(line);
}
