import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { printable } from '../../domain/printable.ts';
import { openDispatcher, type ProxySettings } from './dispatcher.ts';

/** Tells a dead-man service that the run gets on; such a service speaks up when it hears nothing. */
export interface DeadManPing {
  /** Sends one in the background; one under way stands for all that are asked for meanwhile. */
  ping(): void;
  /** Resolves when nothing is under way, or has been given up after `limitMs`; never rejects. */
  flush(limitMs: number): Promise<void>;
}

export interface DeadManOptions {
  /** Holds a secret: whoever knows it can keep the service quiet. */
  readonly url: string;
  readonly userAgent: string;
  readonly proxy?: ProxySettings;
  /** For one request, headers and body. */
  readonly limitMs?: number;
  /** Told why a ping did not arrive, once until one does; without the address. */
  readonly onFailure: (reason: string) => void;
}

const REQUEST_LIMIT_MS = 5000;
const RETRY_PAUSE_MS = 500;

/** GET, at most two tries each; what the service answers is of interest by its status alone. */
export function deadManPing(options: DeadManOptions): DeadManPing {
  const given = new AbortController();
  let underWay: Promise<void> | undefined;
  let hasFailed = false;
  const tell = (reason: string | undefined): void => {
    if (reason !== undefined && !hasFailed) options.onFailure(withoutAddress(options.url, reason));
    hasFailed = reason !== undefined;
  };
  return {
    ping: () => {
      underWay ??= send(options, given.signal)
        .then(tell, (error: unknown) => {
          tell(String(error));
        })
        .finally(() => {
          underWay = undefined;
        });
    },
    flush: async (limitMs) => {
      const timer = setTimeout(() => {
        given.abort();
      }, limitMs);
      await underWay;
      clearTimeout(timer);
    },
  };
}

/** Why it did not arrive. */
async function send(options: DeadManOptions, given: AbortSignal): Promise<string | undefined> {
  const limitMs = options.limitMs ?? REQUEST_LIMIT_MS;
  const dispatcher = await openDispatcher(options.proxy, limitMs);
  try {
    const first = await ask(options, { dispatcher, limitMs, given });
    if (first.kind === 'arrived') return undefined;
    if (!first.passing || given.aborted) return first.reason;
    await sleep(RETRY_PAUSE_MS, undefined, { signal: given }).catch(() => undefined);
    const second = await ask(options, { dispatcher, limitMs, given });
    return second.kind === 'arrived' ? undefined : second.reason;
  } finally {
    // Not awaited: a connection that is still being made must not hold the exit up.
    void dispatcher.destroy().catch(() => undefined);
  }
}

type Answer =
  | { readonly kind: 'arrived' }
  | { readonly kind: 'failed'; readonly reason: string; readonly passing: boolean };

interface Errand {
  readonly dispatcher: Dispatcher;
  readonly limitMs: number;
  readonly given: AbortSignal;
}

async function ask(
  { url, userAgent }: DeadManOptions,
  { dispatcher, limitMs, given }: Errand,
): Promise<Answer> {
  const timeout = new AbortController();
  const timer = setTimeout(() => {
    timeout.abort();
  }, limitMs);
  try {
    const { request } = (await import('undici')).default;
    const signal = AbortSignal.any([timeout.signal, given]);
    const headers = { 'user-agent': userAgent };
    const { statusCode, body } = await request(url, { headers, dispatcher, signal });
    // Its text is nobody's business; destroying it makes it complain.
    body.on('error', () => undefined).destroy();
    if (statusCode >= 200 && statusCode < 300) return { kind: 'arrived' };
    const passing = statusCode >= 500 || statusCode === 429;
    return { kind: 'failed', reason: `HTTP ${statusCode}`, passing };
  } catch (error) {
    if (given.aborted) return { kind: 'failed', reason: 'given up at the end', passing: false };
    const reason = timeout.signal.aborted ? `no answer in ${limitMs / 1000} s` : errorText(error);
    return { kind: 'failed', reason, passing: true };
  } finally {
    clearTimeout(timer);
  }
}

/** The code alone where there is one (ECONNREFUSED, ENOTFOUND): a message may show the address. */
function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

const REASON_LIMIT = 200;

/** The path, the query and the user are what is secret of an address. */
function withoutAddress(url: string, reason: string): string {
  const { href, pathname, search, username, password } = new URL(url);
  const secrets = [url, href, pathname.slice(1), search.slice(1), username, password];
  const hidden = secrets
    .filter((secret) => secret.length > 2)
    .reduce((rest, secret) => rest.replaceAll(secret, '…'), reason);
  return printable(hidden, REASON_LIMIT);
}
