import { lstatSync } from 'node:fs';
import { moveIfThere } from '../disk/entries.ts';
import { openLock } from '../disk/lock.ts';
import { randomId } from '../random-id.ts';

export interface Rotation {
  readonly path: string;
  readonly maxBytes: number;
  /** Files in all, the one that is written among them. */
  readonly files: number;
}

/** A rotation takes well under a millisecond: a lock of this age was left by a program that died. */
const LOCK_LAPSES_MS = 10_000;

const lock = openLock((value) =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
    ? { id: value.id }
    : undefined,
);

/**
 * Moves `path` to `path.1`, that one to `path.2` and so on, if it is too big for another
 * `lineBytes`. If several programs try, one does it, and the lines of the others end up in
 * `path.1`. Throws disk errors.
 */
export function rotateWhenFull({ path, maxBytes, files }: Rotation, lineBytes: number): void {
  const lockPath = `${path}.lock`;
  if (!isFull(path, maxBytes, lineBytes)) return;
  const me = { id: randomId() };
  const claim = { path: lockPath, me, isDead: hasLapsed, force: false };
  if (lock.acquire(claim).kind !== 'acquired') return;
  try {
    // Another program may have rotated between the look and the lock.
    if (!isFull(path, maxBytes, lineBytes)) return;
    for (let number = files - 2; number >= 1; number -= 1)
      moveIfThere(`${path}.${number}`, `${path}.${number + 1}`);
    moveIfThere(path, `${path}.1`);
  } finally {
    lock.release(lockPath, me.id);
  }
}

function isFull(path: string, maxBytes: number, lineBytes: number): boolean {
  const size = lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return size > 0 && size + lineBytes > maxBytes;
}

function hasLapsed(_holder: unknown, file: string): boolean {
  const madeAt = lstatSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Math.abs(Date.now() - madeAt) >= LOCK_LAPSES_MS;
}
