import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Why no test can mount one here. */
export const NO_MOUNT = 'no file system may be mounted here: it needs root, and CAP_SYS_ADMIN';

/** A small file system in a new folder; every user may write it unless it is read-only. */
export interface SmallDisk extends Disposable {
  readonly folder: string;
  readonly isMounted: boolean;
}

/** Mounts one of `size` that is full, read-only or empty. */
export function openSmallDisk(
  folder: string,
  {
    state,
    size = '2m',
  }: { readonly state: 'full' | 'read-only' | 'empty'; readonly size?: string },
): SmallDisk {
  mkdirSync(folder);
  const options = [`size=${size}`, 'mode=777', ...(state === 'read-only' ? ['ro'] : [])].join(',');
  const isMounted = succeeds(['mount', '-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  if (isMounted && state === 'full') fill(folder);
  return {
    folder,
    isMounted,
    [Symbol.dispose]: () => {
      if (isMounted) execFileSync('umount', ['-l', folder]);
    },
  };
}

/** Takes the right to write from a folder: from root by a mount, which may not be possible. */
export function readOnly(folder: string): Disposable & { readonly isReadOnly: boolean } {
  if (process.getuid?.() !== 0) {
    chmodSync(folder, 0o555);
    return {
      isReadOnly: true,
      [Symbol.dispose]: () => {
        chmodSync(folder, 0o755);
      },
    };
  }
  const isBound = succeeds(['mount', '--bind', folder, folder]);
  return {
    isReadOnly: isBound && succeeds(['mount', '-o', 'remount,bind,ro', folder]),
    [Symbol.dispose]: () => {
      if (isBound) execFileSync('umount', ['-l', folder]);
    },
  };
}

/** Leaves no room for a byte. */
function fill(folder: string): void {
  try {
    writeFileSync(join(folder, 'filler'), Buffer.alloc(4 * 1024 * 1024));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return;
    throw error;
  }
  throw new Error(`${folder} is too large to be filled`);
}

function succeeds([file = '', ...args]: readonly string[]): boolean {
  try {
    execFileSync(file, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
