import type { Ending } from '../domain/event.ts';

/** What ends a run, because the next step would find the disk full as well. */
export type DiskFull = Extract<Ending, { kind: 'disk' }>;

/** `folder` is on the disk that is full, or the one that the step writes to. */
export function diskFull(reason: string, folder: string): DiskFull {
  return { kind: 'disk', reason, folder };
}
