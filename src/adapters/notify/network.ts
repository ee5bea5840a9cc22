import { childEnvironment } from '../../domain/provider/environment/child-env.ts';
import type { Address, Network, ProxySettings } from './dispatcher.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Resolves a host name in a process of its own, with this environment. */
type LookUp = (
  host: string,
  how: { readonly env: Readonly<Record<string, string>>; readonly stop: AbortSignal },
) => Promise<readonly Address[]>;

/** The way to the network that an environment names. */
export function networkOf(environment: Environment, lookUp: LookUp): Network {
  // Node's own options are for this program, not for the one that only resolves a name.
  const env = childEnvironment({ ...environment, NODE_OPTIONS: undefined });
  return {
    proxy: proxySettings(environment),
    lookUp: (host, stop) => lookUp(host, { env, stop }),
  };
}

/** The proxies that an environment names, in either case. */
function proxySettings(environment: Environment): ProxySettings {
  const variable = (name: string): string | undefined =>
    environment[name] ?? environment[name.toLowerCase()];
  const [httpProxy, httpsProxy, noProxy] = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].map(variable);
  return {
    ...(httpProxy === undefined ? {} : { httpProxy }),
    ...(httpsProxy === undefined ? {} : { httpsProxy }),
    ...(noProxy === undefined ? {} : { noProxy }),
  };
}
