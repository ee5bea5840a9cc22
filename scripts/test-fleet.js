// `npm run test:fleet`: the tests of a fleet under a Node that its packages promise, each on a private PostgreSQL
// (tests/support/fleet/cluster.ts). Without PostgreSQL they are skipped, and the output says so.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { nodeOf, NODES } from './nodes.js';
import { postgresPrograms } from './postgres.js';

const ROOT = path.resolve(import.meta.dirname, '..');

if (postgresPrograms() !== undefined) process.exitCode = run();
else console.log('SKIPPED: the tests of a fleet need PostgreSQL: apt-get install postgresql');

function run() {
  const node = nodeOf(NODES[0] ?? '');
  const vitest = path.join(ROOT, 'node_modules/vitest/vitest.mjs');
  const args = ['run', '--config', 'vitest.fleet.config.ts', ...process.argv.slice(2)];
  const PATH = `${path.dirname(node)}${path.delimiter}${process.env['PATH'] ?? ''}`;
  const { status, error } = spawnSync(node, [vitest, ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH },
  });
  if (error) throw error;
  return status ?? 1;
}
