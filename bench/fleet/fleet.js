import { postgresPrograms } from '../../scripts/postgres.js';
import { load } from '../checkpoints.js';
import { claims } from './claims.js';
import { acts, turns } from './machines.js';

/** @typedef {import('../table.js').Figure} Figure */
/** @typedef {import('../rig.js').Rig} Rig */

/**
 * P16: a fleet on a PostgreSQL of its own: claims, acts from another machine, and the turns of its only machine.
 * Says why where it cannot be measured.
 *
 * @param {Rig} rig
 * @returns {Promise<Figure[]>}
 */
export const fleet = async (rig) => {
  const { startCluster, nodeProblem } = await load('fleet', [
    'startCluster } from "./tests/support/fleet/cluster.ts"',
    'nodeProblem } from "./src/domain/fleet/packages.ts"',
  ]);
  const problem =
    nodeProblem(process.version) ??
    (postgresPrograms() ? undefined : 'PostgreSQL is not installed');
  if (problem !== undefined) {
    process.stderr.write(`P16 is skipped: ${problem}\n`);
    return [];
  }
  const cluster = await startCluster();
  // The server would live on.
  const stop = () => void cluster.remove().finally(() => process.exit(1));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    const url = cluster.url();
    return [...(await claims(rig, url)), ...(await acts(rig, url)), ...(await turns(rig, url))];
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await cluster.remove();
  }
};
