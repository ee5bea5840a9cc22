import { lookup } from 'node:dns/promises';
import type { Network } from '../../src/adapters/notify/dispatcher.ts';

/** Straight to the network. */
export const DIRECT: Network = {
  proxy: {},
  lookUp: async (host) => await lookup(host, { all: true }),
};
