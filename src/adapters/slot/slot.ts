import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { ChildIdentity } from '../../app/ports/process.ts';
import { openLock } from '../disk/lock.ts';

const holderSchema = z.object({ id: z.string(), pid: z.int(), startTime: z.string() });
type SlotHolder = z.infer<typeof holderSchema>;

/** More runs at once than a person has; then, and where the folder cannot be written, there is no number. */
const MOST = 1000;
const RACES = 100;

/** A number that no other running samocode of the user has; disposing gives it back. */
export interface Slot extends Disposable {
  /** From 1; undefined: none could be taken. */
  readonly number: number | undefined;
  /** Why none could be taken. */
  readonly problem?: string;
}

/** Takes the lowest free number. A run that was killed holds none: its process is gone. */
export function takeSlot(
  stateDir: string,
  me: ChildIdentity & { readonly run: string },
  isAlive: (process: ChildIdentity) => boolean,
): Slot {
  const folder = join(stateDir, 'slots');
  const lock = openLock((value) => z.safeParse(holderSchema, value).data);
  const holder: SlotHolder = { id: me.run, pid: me.pid, startTime: me.startTime };
  const isDead = (one: SlotHolder | 'unreadable'): boolean => one === 'unreadable' || !isAlive(one);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    let races = 0;
    for (let number = 1; number <= MOST && races < RACES;) {
      const path = join(folder, String(number));
      const { kind } = lock.acquire({ path, me: holder, isDead, force: false });
      if (kind === 'acquired') {
        return {
          number,
          [Symbol.dispose]: () => {
            lock.release(path, holder.id);
          },
        };
      }
      if (kind === 'held') number += 1;
      else races += 1;
    }
  } catch (error) {
    // Without a state folder runs share nothing.
    return noSlot(error instanceof Error ? error.message : 'unknown error');
  }
  return noSlot(`all ${MOST} are taken`);
}

function noSlot(problem: string): Slot {
  return { number: undefined, problem, [Symbol.dispose]: () => undefined };
}
