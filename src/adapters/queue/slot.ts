import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { ChildIdentity } from '../../app/ports/process.ts';
import { errorMessage, isMissing } from '../../domain/text/error-code.ts';
import type { DataOf } from '../../domain/text/read-json.ts';
import { openLock } from '../disk/lock.ts';
import { acquireInTurn } from '../disk/lock-in-turn.ts';
import { makeFolder } from '../disk/make-folder.ts';

/** Earlier versions wrote the process alone. */
const holderSchema = z.object({
  ...{ id: z.string(), pid: z.int(), startTime: z.string() },
  config: z._default(z.string(), ''),
  session: z._default(z.string(), ''),
  since: z._default(z.number(), 0),
  holds: z._default(z.array(z.string()), []),
  /** `samocode work` started it. */
  isUnderWork: z.optional(z.boolean()),
});
/** A run, as its files in the state folder name it. */
export type SlotHolder = DataOf<typeof holderSchema>;

export const slotLock = openLock<SlotHolder>((value) => z.safeParse(holderSchema, value).data);

/** More runs at once than a person has; then, and where the folder cannot be written, there is no number. */
const MOST = 1000;

/** A number that no other running samocode of the user has; disposing gives it back. */
export interface Slot extends Disposable {
  /** From 1; undefined: none could be taken. */
  readonly number: number | undefined;
  /** Why none could be taken. */
  readonly problem?: string;
}

type IsAlive = (process: ChildIdentity) => boolean;

/** Takes the lowest free number. A run that was killed holds none: its process is gone. */
export function takeSlot(stateDir: string, me: SlotHolder, isAlive: IsAlive): Slot {
  const folder = join(stateDir, 'slots');
  const isDead = (one: SlotHolder | 'unreadable'): boolean => one === 'unreadable' || !isAlive(one);
  try {
    makeFolder(folder);
    for (let number = 1; number <= MOST; number += 1) {
      const path = join(folder, String(number));
      // To try one writes files, which wake `samocode work`: only those are tried that look free.
      const holder = slotLock.read(path);
      if (holder !== 'missing' && !isDead(holder)) continue;
      const { kind } = acquireInTurn(slotLock, { path, me, isDead, force: false });
      if (kind === 'acquired') {
        return {
          number,
          [Symbol.dispose]: () => {
            slotLock.release(path, me.id);
          },
        };
      }
    }
  } catch (error) {
    // Without a state folder runs share nothing.
    return noSlot(errorMessage(error));
  }
  return noSlot(`all ${MOST} are taken`);
}

/** The runs of the user that live on this machine. */
export function livingRuns(stateDir: string, isAlive: IsAlive): readonly SlotHolder[] {
  const folder = join(stateDir, 'slots');
  return namesIn(folder).flatMap((name) => {
    const holder = slotLock.read(join(folder, name));
    return typeof holder === 'object' && isAlive(holder) ? [holder] : [];
  });
}

/** The numbers; claims of dead holders have other names. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/.test(name));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function noSlot(problem: string): Slot {
  return { number: undefined, problem, [Symbol.dispose]: () => undefined };
}
