import { closeSync, lstatSync, openSync, renameSync, rmSync, unlinkSync } from 'node:fs';
import { errorCode } from '../../domain/text/error-code.ts';

export interface Rotation {
  readonly path: string;
  readonly maxBytes: number;
  /** Files in all, the one that is written among them. */
  readonly files: number;
}

/** A rotation takes well under a millisecond: a lock of this age was left by a program that died. */
const LOCK_LAPSES_MS = 10_000;

/**
 * Moves `path` to `path.1`, that one to `path.2` and so on, when it is still too big for another
 * `lineBytes`. Of several programs one does it, the others go on writing meanwhile: their lines land
 * at the end of `path.1`. Throws what the disk says.
 */
export function rotateWhenFull({ path, maxBytes, files }: Rotation, lineBytes: number): void {
  const lockPath = `${path}.lock`;
  if (!isFull(path, maxBytes, lineBytes) || !takeLock(lockPath)) return;
  try {
    // Another program may have rotated between the look and the lock.
    if (!isFull(path, maxBytes, lineBytes)) return;
    for (let number = files - 2; number >= 1; number -= 1)
      renameIfThere(`${path}.${number}`, `${path}.${number + 1}`);
    renameIfThere(path, `${path}.1`);
  } finally {
    rmSync(lockPath, { force: true });
  }
}

function isFull(path: string, maxBytes: number, lineBytes: number): boolean {
  const size = lstatSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return size > 0 && size + lineBytes > maxBytes;
}

function takeLock(lockPath: string): boolean {
  removeLapsed(lockPath);
  try {
    closeSync(openSync(lockPath, 'wx', 0o600));
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Renamed first, to a name of our own: of two that find it lapsed, one has it to remove. */
function removeLapsed(lockPath: string): void {
  const found = lstatSync(lockPath, { throwIfNoEntry: false });
  if (found === undefined || Math.abs(Date.now() - found.mtimeMs) < LOCK_LAPSES_MS) return;
  const mine = `${lockPath}.${process.pid}`;
  if (!renameIfThere(lockPath, mine)) return;
  // Not the one that was found: another program was quicker, and holds this one.
  if (lstatSync(mine).mtimeMs !== found.mtimeMs) renameSync(mine, lockPath);
  else unlinkSync(mine);
}

function renameIfThere(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
