import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { exists } from '../disk/entries.ts';
import { makeFolder } from '../disk/make-folder.ts';
import { touch } from '../disk/write-file.ts';

/** The file that asks `samocode work` and its runs to end. */
export interface DrainFile {
  readonly isThere: () => boolean;
  readonly put: () => void;
  readonly remove: () => void;
}

/** `folder`: the one of `samocode work` in the state folder. */
export function openDrainFile(folder: string): DrainFile {
  const path = join(folder, 'drain');
  return {
    isThere: () => exists(path),
    put: () => {
      makeFolder(folder);
      touch(path);
    },
    remove: () => {
      rmSync(path, { force: true });
    },
  };
}
