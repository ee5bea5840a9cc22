import { setTimeout as sleep } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { errorCode } from '../../domain/text/error-code.ts';
import { printable } from '../../domain/text/printable.ts';
import { finishUntil } from '../grace.ts';
import { type Network, openConnections, orAborted } from './dispatcher.ts';

/** Tells a dead-man service that the run gets on; such a service speaks up when it hears nothing. */
export interface DeadManPing {
  /** Sends one in the background; a ping in progress covers all requests meanwhile. */
  ping(): void;
  /** Resolves when nothing is under way; one that is when `until` is aborted is given up. Never rejects. */
  flush(until: AbortSignal): Promise<void>;
}

export interface DeadManOptions {
  /** Contains a secret: a person who knows it can keep the service quiet. */
  readonly url: string;
  readonly userAgent: string;
  readonly network: Network;
  /** For one request, headers and body. */
  readonly limitMs: number;
  /** Told why a ping did not arrive, once until one does; without the address. */
  readonly onFailure: (reason: string) => void;
}

const RETRY_PAUSE_MS = 500;

/** For a run without a dead-man service. */
export const NO_PING: DeadManPing = { ping: () => undefined, flush: () => Promise.resolve() };

/** GET, at most two tries each; only the status of the answer counts. */
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
    flush: (until) => finishUntil(until, underWay, given),
  };
}

/** Why it did not arrive. */
async function send(options: DeadManOptions, given: AbortSignal): Promise<string | undefined> {
  using connections = await openConnections(options.network, options.limitMs);
  const { dispatcher } = connections;
  const first = await ask(options, { dispatcher, given });
  if (first.kind === 'arrived') return undefined;
  if (!first.passing || given.aborted) return first.reason;
  await sleep(RETRY_PAUSE_MS, undefined, { signal: given }).catch(() => undefined);
  const second = await ask(options, { dispatcher, given });
  return second.kind === 'arrived' ? undefined : second.reason;
}

type Answer =
  | { readonly kind: 'arrived' }
  | { readonly kind: 'failed'; readonly reason: string; readonly passing: boolean };

interface Request {
  readonly dispatcher: Dispatcher;
  readonly given: AbortSignal;
}

async function ask(
  { url, userAgent, limitMs }: DeadManOptions,
  { dispatcher, given }: Request,
): Promise<Answer> {
  const timeout = new AbortController();
  const timer = setTimeout(() => {
    timeout.abort();
  }, limitMs);
  try {
    const { request } = await import('undici');
    const signal = AbortSignal.any([timeout.signal, given]);
    const headers = { 'user-agent': userAgent };
    const { statusCode, body } = await orAborted(
      request(url, { headers, dispatcher, signal }),
      signal,
    );
    // The body is not needed; destroying it emits an error.
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
  return errorCode(error) ?? error.message;
}

const REASON_LIMIT = 200;

/** The path, the query and the user are the secret parts of an address. */
function withoutAddress(url: string, reason: string): string {
  const { href, pathname, search, username, password } = new URL(url);
  const secrets = [url, href, pathname.slice(1), search.slice(1), username, password];
  const hidden = secrets
    .filter((secret) => secret.length > 2)
    .reduce((rest, secret) => rest.replaceAll(secret, '…'), reason);
  return printable(hidden, REASON_LIMIT);
}
