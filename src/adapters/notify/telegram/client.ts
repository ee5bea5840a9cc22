import type { Clock } from '../../../app/ports/clock.ts';
import type { Stops } from '../../../app/ports/repository.ts';
import { GENERAL_TOPIC } from '../../../domain/people/topic.ts';
import { graceAfter, HASTY_MS } from '../../grace.ts';
import { type Network, openConnections } from '../dispatcher.ts';
import { askTelegram, type TelegramAnswer, type Upload } from './api.ts';
import { type ButtonData, buttonData } from './button-data.ts';
import { isLostTopic, outsideTopic } from './lost-topic.ts';
import type { Chat } from './moved-chat.ts';
import { encodedToken } from './secrets.ts';

/** Where to tell, and how long it may take. */
export interface TelegramOptions {
  readonly token: string;
  /** As the settings name it. */
  readonly chatId: string;
  readonly chat: Chat;
  /** Without `/bot…`: `https://api.telegram.org`, or a server of one's own. */
  readonly apiUrl: string;
  /** The forum topic that the settings name; undefined: none. */
  readonly topic: number | undefined;
  /** Told each time that a topic takes no message, which then goes to the general one. */
  readonly onLostTopic: (topic: number, reason: string) => void;
  readonly userAgent: string;
  readonly clock: Pick<Clock, 'monotonicMs' | 'sleep'>;
  readonly network: Network;
  /** Ends all waits at once, a request under way a moment later; `kill` ends that at once, too. */
  readonly stops: Stops;
}

/** The chat, and the topic of it; undefined: none. */
export interface Destination {
  readonly chatId: string;
  readonly topic: number | undefined;
}

/** For one request: connecting, headers and body. */
export const REQUEST_LIMIT_MS = 5_000;
/** For one message: requests, the retry, and the waits that a 429 asks for. */
const TOTAL_LIMIT_MS = 30_000;
const RETRY_PAUSE_MS = 500;

/** One connection to the Bot API. */
export interface TelegramClient extends Disposable {
  readonly buttons: ButtonData;
  /** Aborted a moment after the run is asked to end: what answers a person may still get through. */
  readonly ending: AbortSignal;
  /** Sends until there is an answer that lasts; one sender shares one total limit and one retry. */
  sender(): Sender;
  /** One request, which may take so long. */
  ask(method: string, body: Body, how: How): Promise<TelegramAnswer>;
}

type Sender = (method: string, body: Body, upload?: Upload) => Promise<TelegramAnswer>;

interface How {
  readonly limitMs: number;
  readonly stop: AbortSignal;
  readonly upload?: Upload | undefined;
}

type Body = Readonly<Record<string, unknown>>;

/** Loads undici, which costs more than the rest of the start-up together. */
export async function openClient(options: TelegramOptions): Promise<TelegramClient> {
  const connections = await openConnections(options.network, REQUEST_LIMIT_MS);
  const grace = graceAfter(options.stops, HASTY_MS);
  const post = (method: string, body: Body, how: How): Promise<TelegramAnswer> =>
    askTelegram({
      url: methodUrl(options, method),
      body: addressed(options, body),
      userAgent: options.userAgent,
      dispatcher: connections.dispatcher,
      ...how,
    });
  const ask = async (method: string, body: Body, how: How): Promise<TelegramAnswer> => {
    const answer = await post(method, body, how);
    if (answer.kind !== 'refused') return answer;
    const topic = body['message_thread_id'];
    if (typeof topic === 'number' && isLostTopic(answer)) {
      options.onLostTopic(topic, answer.reason);
      return await ask(method, outsideTopic(body, topic), how);
    }
    if (answer.movedTo === undefined || body['chat_id'] !== options.chatId) return answer;
    options.chat.movedTo(answer.movedTo);
    return await post(method, body, how);
  };
  return {
    buttons: buttonData(options.token),
    ending: grace.signal,
    ask,
    sender: () => sender(options, ask, grace.signal),
    [Symbol.dispose]: () => {
      grace[Symbol.dispose]();
      connections[Symbol.dispose]();
    },
  };
}

/** Callers name the chat as the settings do, and the general topic, for which the API takes no id. */
function addressed({ chatId, chat }: TelegramOptions, body: Body): Body {
  const { chat_id: id, message_thread_id: topic, ...rest } = body;
  return {
    ...(id === undefined ? {} : { chat_id: id === chatId ? chat.current() : id }),
    ...(topic === undefined || topic === GENERAL_TOPIC ? {} : { message_thread_id: topic }),
    ...rest,
  };
}

function sender(
  { clock, stops: { stop } }: TelegramOptions,
  ask: TelegramClient['ask'],
  ending: AbortSignal,
): Sender {
  const deadline = clock.monotonicMs() + TOTAL_LIMIT_MS;
  const leftMs = (): number => deadline - clock.monotonicMs();
  let retries = 1;
  return async (method, body, upload) => {
    for (;;) {
      const answer = await ask(method, body, {
        upload,
        limitMs: Math.max(1, Math.floor(Math.min(REQUEST_LIMIT_MS, leftMs()))),
        stop: ending,
      });
      const pauseMs = pauseBeforeNext(answer, retries);
      if (pauseMs === undefined || pauseMs >= leftMs()) return answer;
      if (answer.kind === 'failed') retries -= 1;
      await clock.sleep(pauseMs, stop);
      // An answer that asks to wait is no reason to ask once more at the end.
      if (stop.aborted) return answer;
    }
  };
}

function pauseBeforeNext(answer: TelegramAnswer, retries: number): number | undefined {
  switch (answer.kind) {
    case 'delivered':
    case 'refused':
    case 'unanswered':
      return undefined;
    case 'later':
      return answer.waitMs;
    case 'failed':
      return answer.passing && retries > 0 ? RETRY_PAUSE_MS : undefined;
  }
}

/** Why it was not delivered; undefined when it was. */
export function whyNot(answer: TelegramAnswer): string | undefined {
  switch (answer.kind) {
    case 'delivered':
      return undefined;
    case 'refused':
    case 'failed':
    case 'unanswered':
      return `Telegram: ${answer.reason}`;
    case 'later':
      return `Telegram: too many messages, it asks to wait ${Math.ceil(answer.waitMs / 1000)} s`;
  }
}

function methodUrl(
  { apiUrl, token }: Pick<TelegramOptions, 'apiUrl' | 'token'>,
  method: string,
): string {
  return `${apiUrl.replace(/\/+$/, '')}/bot${encodedToken(token)}/${method}`;
}
