import { join } from 'node:path';
import { openDrainFile } from '../../../adapters/work/drain-file.ts';
import { NEVER } from '../../../app/ports/repository.ts';
import type { OwnWork } from '../../../domain/queue/in-line.ts';
import { leasesIn } from '../running/leases-in.ts';

/** Whether the `samocode work` of this user on this machine starts runs. */
export function ownWork(stateDir: string): OwnWork {
  const folder = join(stateDir, 'work');
  if (leasesIn(folder, NEVER.stop).holder() === undefined) return 'none';
  return openDrainFile(folder).isThere() ? 'ending' : 'starts';
}
