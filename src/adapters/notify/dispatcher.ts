import type { LookupFunction } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import type { Dispatcher } from 'undici';

/** The way to the network, as `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` say it. */
export interface ProxySettings {
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  readonly noProxy?: string;
}

/** An address of a host. */
export interface Address {
  readonly address: string;
  readonly family: number;
}

/** How requests get to the network. */
export interface Network {
  readonly proxy: ProxySettings;
  /** The addresses of a name; rejects with a system's error. Ended by `stop`. */
  readonly lookUp: (host: string, stop: AbortSignal) => Promise<readonly Address[]>;
}

/** Connections for one purpose; disposing ends them, also the ones that are still being made. */
export interface Connections extends Disposable {
  readonly dispatcher: Dispatcher;
}

/** Loaded only here: undici costs more than the rest of the start-up together. */
export async function openConnections(network: Network, limitMs: number): Promise<Connections> {
  // V8 optimises undici's parser in the background and waits for that at the exit, which takes
  // seconds on a busy machine and is useless for a few small requests.
  setFlagsFromString('--liftoff-only');
  const { EnvHttpProxyAgent } = await import('undici');
  const over = new AbortController();
  // undici knows nothing of a socket that still connects: only the signal ends it.
  const connect = {
    timeout: limitMs + 500,
    signal: over.signal,
    lookup: lookupOf(network, over.signal),
  };
  // Empty, not undefined: only then does it keep its hands off process.env.
  const { httpProxy = '', httpsProxy = '', noProxy = '' } = network.proxy;
  const tls = { connect, proxyTls: connect, requestTls: connect };
  const dispatcher = new EnvHttpProxyAgent({ httpProxy, httpsProxy, noProxy, ...tls });
  return {
    dispatcher,
    [Symbol.dispose]: () => {
      // Not awaited: nothing is waited for at the end.
      void dispatcher.destroy().catch(() => undefined);
      over.abort();
    },
  };
}

/** Rejects at once when `signal` is aborted: undici first waits for a connection that is being made. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    const giveUp = (): void => {
      reject(new Error('aborted'));
    };
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp);
    void work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', giveUp);
    });
  });
}

/** As `net.connect` takes it. */
function lookupOf({ lookUp }: Network, stop: AbortSignal): LookupFunction {
  return (host, options, callback) => {
    lookUp(host, stop).then(
      (addresses) => {
        const fitting = addresses.filter(
          ({ family }) =>
            (options.family !== 4 && options.family !== 6) || family === options.family,
        );
        const [first] = fitting;
        if (options.all === true) callback(null, [...fitting]);
        else callback(null, first?.address ?? '', first?.family);
      },
      (error: unknown) => {
        callback(error instanceof Error ? error : new Error(String(error)), '');
      },
    );
  };
}
