import { join } from 'node:path';
import * as z from 'zod/mini';
import { fits } from '../../../../domain/text/read-json.ts';
import { openLock } from '../../../disk/lock.ts';
import { makeFolder } from '../../../disk/make-folder.ts';
import { randomId } from '../../../random-id.ts';
import type { StatePlace } from '../state-place.ts';

const holder = z.object({ id: z.string(), pid: z.int(), startTime: z.string() });
const lock = openLock((value) => (fits(holder, value) ? value : undefined));
const RACES = 100;

export type TakeLock =
  | { readonly kind: 'ours'; readonly release: () => void }
  /** Another process takes the session over. */
  | { readonly kind: 'held'; readonly pid: number | undefined };

/** One take of a session at a time on this machine. That of a dead process is over. */
export function lockTake({ ownDir, processes }: StatePlace): TakeLock {
  makeFolder(ownDir);
  const path = join(ownDir, 'take.json');
  const me = { id: randomId(), ...processes.self() };
  const isDead = (one: typeof me | 'unreadable'): boolean =>
    one === 'unreadable' || !processes.isAlive(one);
  for (let race = 0; race < RACES; race += 1) {
    const found = lock.acquire({ path, me, isDead, force: false });
    if (found.kind === 'acquired') {
      const release = (): void => {
        lock.release(path, me.id);
      };
      return { kind: 'ours', release };
    }
    if (found.kind === 'held' && found.holder !== 'unreadable') {
      return { kind: 'held', pid: found.holder.pid };
    }
  }
  return { kind: 'held', pid: undefined };
}
