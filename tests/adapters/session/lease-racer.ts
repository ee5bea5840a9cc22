/** Races for the lease of a session, round after round: `lease-racer FOLDER ROUNDS`. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openProcessTable } from '../../../src/adapters/process/open-process-table.ts';
import { openLeases } from '../../../src/adapters/session/leases.ts';

const [folder = '', rounds = '0'] = process.argv.slice(2);
const table = openProcessTable(process.platform);
const processes = {
  isAlive: ({ pid, startTime }: { pid: number; startTime: string }) =>
    table.isAlive(pid, startTime),
  self: () => ({ pid: process.pid, startTime: table.startTime(process.pid) }),
};

for (let round = 0; round < Number(rounds); round += 1) {
  const session = join(folder, `round-${round}`);
  // So close to the start that all look at the same stale lease.
  writeFileSync(join(session, `ready-${process.pid}`), '');
  while (!existsSync(join(session, 'go')));
  let said: string;
  try {
    const lease = openLeases(session, processes).acquire(`racer-${process.pid}`, false);
    said = 'holder' in lease ? `held ${lease.holder.run}` : 'won';
  } catch (error) {
    said = error instanceof Error ? `error ${error.message}` : 'error';
  }
  mkdirSync(join(session, 'said'), { recursive: true });
  writeFileSync(join(session, 'said', String(process.pid)), said);
  // The winner lives until everybody has looked.
  while (!existsSync(join(session, 'over'))) await new Promise((next) => setTimeout(next, 2));
}
