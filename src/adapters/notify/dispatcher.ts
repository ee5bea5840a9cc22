import type { Dispatcher } from 'undici';

/** The way to the network, as `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` say it. */
export interface ProxySettings {
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  readonly noProxy?: string;
}

/**
 * Connections of one errand, to be destroyed after it; without `proxy` straight ones. Loaded only
 * here: undici costs more than the rest of the start-up together.
 */
export async function openDispatcher(
  proxy: ProxySettings | undefined,
  limitMs: number,
): Promise<Dispatcher> {
  // The default only: esbuild's chunk of a CommonJS library has no names.
  const { Agent, EnvHttpProxyAgent } = (await import('undici')).default;
  // undici goes on connecting for a request that was aborted, and holds the process with it.
  const connect = { timeout: limitMs + 500 };
  if (proxy === undefined) return new Agent({ connect });
  // Empty, not undefined: only then does it keep its hands off process.env.
  const { httpProxy = '', httpsProxy = '', noProxy = '' } = proxy;
  const tls = { connect, proxyTls: connect, requestTls: connect };
  return new EnvHttpProxyAgent({ httpProxy, httpsProxy, noProxy, ...tls });
}
