import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Workspace } from '../../../app/ports/workspace.ts';
import { LOCK_FILES } from '../../../domain/set-up/lock-files.ts';
import { readRegular } from '../../disk/regular-file.ts';

/** A lock file of a large monorepo has tens of megabytes. */
const LIMIT_BYTES = 256 * 1024 * 1024;

export function openWorkspace(): Workspace {
  return {
    fingerprint: (worktree) => {
      const hash = createHash('sha256');
      const stat = statSync(worktree, { throwIfNoEntry: false });
      // A folder that was made again may get the inode of the old one.
      hash.update(`${stat?.dev} ${stat?.ino} ${stat?.birthtimeMs}\n`);
      for (const name of LOCK_FILES) {
        const reading = readRegular(join(worktree, name), LIMIT_BYTES);
        if (reading.kind === 'file')
          hash.update(`${name} ${reading.bytes.length}\n`).update(reading.bytes);
      }
      return hash.digest('hex');
    },
  };
}
