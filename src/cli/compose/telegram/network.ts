import type { Environment } from '../../../adapters/config/environment.ts';
import type { Network } from '../../../adapters/notify/dispatcher.ts';
import { networkOf } from '../../../adapters/notify/network.ts';
import { runTool } from '../../../adapters/process/run-tool.ts';
import { lookUp } from '../../../adapters/process/table/look-up.ts';
import { VERSION } from '../../version.ts';

/** The User-Agent of every request. */
export const USER_AGENT = `samocode/${VERSION}`;

/** The way to the network that an environment names. */
export function openNetwork(environment: Environment): Network {
  return networkOf(environment, (host, how) => lookUp(host, { runTool, ...how }));
}
