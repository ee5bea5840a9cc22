import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../app/ports.ts';
import { printable } from '../../domain/printable.ts';
import { monotonicMs } from '../monotonic.ts';
import { openDispatcher, type ProxySettings } from './dispatcher.ts';
import { askTelegram, type TelegramAnswer } from './telegram-api.ts';

/** Where to tell, and how long it may take. */
export interface TelegramOptions {
  readonly token: string;
  readonly chatId: string;
  /** Without `/bot…`: `https://api.telegram.org`, or a server of one's own. */
  readonly apiUrl: string;
  readonly clock?: Pick<Clock, 'monotonicMs' | 'sleep'>;
  /** Our own, for the user agent. */
  readonly version?: string;
  /** As `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` say it; left out: no proxy. */
  readonly proxy?: ProxySettings;
  /** Ends a notice under way. */
  readonly stop?: AbortSignal;
  /** For one request, headers and body. */
  readonly limitMs?: number;
  /** For one message: requests, the retry, and the waits that a 429 asks for. */
  readonly totalLimitMs?: number;
}

const REQUEST_LIMIT_MS = 5_000;
const TOTAL_LIMIT_MS = 30_000;
const RETRY_PAUSE_MS = 500;

const systemClock: Pick<Clock, 'monotonicMs' | 'sleep'> = {
  monotonicMs,
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};

/** One connection to the Bot API. */
export interface TelegramClient extends Disposable {
  /** Sends until there is an answer that lasts; one sender shares one total limit and one retry. */
  sender(): (method: string, body: Body) => Promise<TelegramAnswer>;
  /** One request, which may take so long. */
  ask(method: string, body: Body, how: How): Promise<TelegramAnswer>;
}

interface How {
  readonly limitMs: number;
  readonly stop: AbortSignal | undefined;
}

type Body = Readonly<Record<string, unknown>>;

/** Loads undici, which costs more than the rest of the start-up together. */
export async function openClient(options: TelegramOptions): Promise<TelegramClient> {
  const dispatcher = await openDispatcher(options.proxy, options.limitMs ?? REQUEST_LIMIT_MS);
  const ask = (method: string, body: Body, how: How): Promise<TelegramAnswer> =>
    askTelegram({
      url: methodUrl(options, method),
      body,
      userAgent: `samocode/${options.version ?? 'unknown'}`,
      dispatcher,
      ...how,
    });
  return {
    ask,
    sender: () => sender(options, ask),
    [Symbol.dispose]: () => {
      // Not awaited: a connection that is still being made must not hold anybody up.
      void dispatcher.destroy().catch(() => undefined);
    },
  };
}

function sender(
  options: TelegramOptions,
  ask: TelegramClient['ask'],
): (method: string, body: Body) => Promise<TelegramAnswer> {
  const clock = options.clock ?? systemClock;
  const deadline = clock.monotonicMs() + (options.totalLimitMs ?? TOTAL_LIMIT_MS);
  const leftMs = (): number => deadline - clock.monotonicMs();
  let retries = 1;
  return async (method, body) => {
    for (;;) {
      const answer = await ask(method, body, {
        limitMs: Math.max(1, Math.floor(Math.min(options.limitMs ?? REQUEST_LIMIT_MS, leftMs()))),
        stop: options.stop,
      });
      const pauseMs = pauseBeforeNext(answer, retries);
      if (pauseMs === undefined || pauseMs >= leftMs() || isAborted(options.stop)) return answer;
      if (answer.kind === 'failed') retries -= 1;
      await clock.sleep(pauseMs, options.stop);
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

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function methodUrl({ apiUrl, token }: TelegramOptions, method: string): string {
  return `${apiUrl.replace(/\/+$/, '')}/bot${encodedToken(token)}/${method}`;
}

/** The form of the token is not checked by anyone: it may hold what a path, or even UTF-8, may not. */
function encodedToken(token: string): string {
  return encodeURIComponent(token.replace(/\p{Surrogate}/gu, '\ufffd')).replaceAll('%3A', ':');
}

const REASON_LIMIT = 300;

/**
 * One printable line without the token. Redacted before and after cleaning, for cleaning could put a
 * token together again; cut last.
 */
export function withoutSecrets(options: TelegramOptions, reason: string): string {
  const secrets = secretsOf(options);
  const redact = (text: string): string =>
    secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), text);
  return printable(redact(printable(redact(reason))), REASON_LIMIT);
}

/** Every form in which a message could show the token, or a proxy with its password. */
function secretsOf({ token, proxy }: TelegramOptions): readonly string[] {
  const encoded = encodedToken(token);
  const forms = [
    token,
    encoded,
    encoded.replaceAll(':', '%3A'),
    proxy?.httpProxy,
    proxy?.httpsProxy,
  ];
  const secretPart = token.split(':')[1] ?? '';
  return [...forms, secretPart.length < 8 ? '' : secretPart].filter(
    (form): form is string => form !== undefined && form !== '',
  );
}
