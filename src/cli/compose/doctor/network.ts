import type { Environment } from '../../../adapters/config/environment.ts';
import type { Network, ProxySettings } from '../../../adapters/notify/dispatcher.ts';
import { runTool } from '../../../adapters/process/run-tool.ts';
import { lookUp } from '../../../adapters/process/table/look-up.ts';
import { childEnvironment } from '../../../domain/provider/child-env.ts';
import { VERSION } from '../../version.ts';

/** What every request of ours says it comes from. */
export const USER_AGENT = `samocode/${VERSION}`;

/** The way to the network that an environment names. */
export function networkOf(environment: Environment): Network {
  // Node's own options are for this program, not for the one that only asks for a name.
  const env = childEnvironment({ ...environment, NODE_OPTIONS: undefined }, {}, {});
  return {
    proxy: proxySettings(environment),
    lookUp: (host, stop) => lookUp(host, { runTool, env, stop }),
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
