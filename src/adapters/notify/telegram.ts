import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import type { Clock, Notice, Notifier } from '../../app/ports.ts';
import { printable } from '../../domain/printable.ts';
import { openDispatcher, type ProxySettings } from './dispatcher.ts';
import { askTelegram, type TelegramAnswer } from './telegram-api.ts';
import { telegramMessage } from './telegram-message.ts';

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
  /** For one notice: requests, the retry, and the waits that a 429 asks for. */
  readonly totalLimitMs?: number;
}

/**
 * Tells over the Telegram Bot API. `tell` never rejects, ends within `totalLimitMs` (30 s), and what it
 * answers is one printable line without the token.
 */
export function telegramNotifier(options: TelegramOptions): Notifier {
  return {
    async tell(notice) {
      try {
        const reason = await tell(options, notice);
        return reason === undefined ? undefined : withoutSecrets(options, reason);
      } catch (error) {
        return withoutSecrets(options, String(error));
      }
    },
  };
}

const REQUEST_LIMIT_MS = 5_000;
const TOTAL_LIMIT_MS = 30_000;
const RETRY_PAUSE_MS = 500;

const systemClock: Pick<Clock, 'monotonicMs' | 'sleep'> = {
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};

type Body = Readonly<Record<string, unknown>>;

async function tell(options: TelegramOptions, notice: Notice): Promise<string | undefined> {
  const { html, plain } = telegramMessage(notice);
  const common = { chat_id: options.chatId, link_preview_options: { is_disabled: true } };
  const dispatcher = await openDispatcher(options.proxy, options.limitMs ?? REQUEST_LIMIT_MS);
  try {
    const send = sender(options, dispatcher);
    const answer = await send({ ...common, text: html, parse_mode: 'HTML' });
    if (answer.kind !== 'refused' || answer.status !== 400) return whyNot(answer);
    return whyNot(await send({ ...common, text: plain }));
  } finally {
    // Not awaited: a connection that is still being made must not hold the notice up.
    void dispatcher.destroy().catch(() => undefined);
  }
}

/** Sends until there is an answer that lasts; one sender shares one total limit and one retry. */
function sender(
  options: TelegramOptions,
  dispatcher: Dispatcher,
): (body: Body) => Promise<TelegramAnswer> {
  const clock = options.clock ?? systemClock;
  const deadline = clock.monotonicMs() + (options.totalLimitMs ?? TOTAL_LIMIT_MS);
  const leftMs = (): number => deadline - clock.monotonicMs();
  let retries = 1;
  return async (body) => {
    for (;;) {
      const answer = await askTelegram({
        url: methodUrl(options),
        body,
        userAgent: `samocode/${options.version ?? 'unknown'}`,
        dispatcher,
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
      return undefined;
    case 'later':
      return answer.waitMs;
    case 'failed':
      return answer.passing && retries > 0 ? RETRY_PAUSE_MS : undefined;
  }
}

function whyNot(answer: TelegramAnswer): string | undefined {
  switch (answer.kind) {
    case 'delivered':
      return undefined;
    case 'refused':
    case 'failed':
      return `Telegram: ${answer.reason}`;
    case 'later':
      return `Telegram: too many messages, it asks to wait ${Math.ceil(answer.waitMs / 1000)} s`;
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function methodUrl({ apiUrl, token }: TelegramOptions): string {
  return `${apiUrl.replace(/\/+$/, '')}/bot${encodedToken(token)}/sendMessage`;
}

/** The form of the token is not checked by anyone: it may hold what a path, or even UTF-8, may not. */
function encodedToken(token: string): string {
  return encodeURIComponent(token.replace(/\p{Surrogate}/gu, '\ufffd')).replaceAll('%3A', ':');
}

const REASON_LIMIT = 300;

/** Redacted before and after cleaning, for cleaning could put a token together again; cut last. */
function withoutSecrets(options: TelegramOptions, reason: string): string {
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
