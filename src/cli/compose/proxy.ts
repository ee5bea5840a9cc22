import type { Environment } from '../../adapters/config/environment.ts';
import type { ProxySettings } from '../../adapters/notify/dispatcher.ts';

/** The proxies that an environment names, in either case. */
export function proxySettings(environment: Environment): ProxySettings {
  const variable = (name: string): string | undefined =>
    environment[name] ?? environment[name.toLowerCase()];
  const [httpProxy, httpsProxy, noProxy] = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].map(variable);
  return {
    ...(httpProxy === undefined ? {} : { httpProxy }),
    ...(httpsProxy === undefined ? {} : { httpsProxy }),
    ...(noProxy === undefined ? {} : { noProxy }),
  };
}
