import type { Ending } from '../../domain/run/event.ts';
import type { Books } from './loop.ts';

/** What ends a run, because the next step would find the disk full as well. */
export type DiskFull = Extract<Ending, { kind: 'disk' }>;

/** The disk under the user's books, where the last write to one of them found it full. */
export function booksDiskFull({ spending, limits }: Books): DiskFull | undefined {
  const ofSpending = spending.fullDisk();
  if (ofSpending !== undefined) {
    return diskFull('the cost of the last attempt could not be recorded', ofSpending);
  }
  const ofLimits = limits.fullDisk();
  if (ofLimits === undefined) return undefined;
  return diskFull("the provider's limit could not be noted for other runs", ofLimits);
}

/** `folder` is on the disk that is full, or the one that the step writes to. */
export function diskFull(reason: string, folder: string): DiskFull {
  return { kind: 'disk', reason, folder };
}
