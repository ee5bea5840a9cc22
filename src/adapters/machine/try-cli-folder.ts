import { join } from 'node:path';
import type { CliFolder, FolderTrouble } from '../../domain/provider/environment/cli-folders.ts';
import { diskFullWords } from '../../domain/run/disk-codes.ts';
import { errorCode } from '../../domain/text/error-code.ts';
import { forget } from '../disk/entries.ts';
import { writeFresh } from '../disk/write-file.ts';
import { nearestExisting } from '../nearest-existing.ts';

/** An empty file fits on a full disk. */
const PROBE = Buffer.alloc(4096, 1);

const KINDS: Readonly<Record<string, readonly [FolderTrouble['kind'], string]>> = {
  ENOENT: ['missing', 'it does not exist'],
  ENOTDIR: ['not-a-folder', 'it is not a folder'],
  EACCES: ['not-allowed', 'it cannot be written: permission denied'],
  EPERM: ['not-allowed', 'it cannot be written: not permitted'],
  EROFS: ['read-only', 'the file system is read-only'],
};

/** Tries a real write: makes a file exclusively, and removes it. Makes no folder. */
export function tryCliFolder(folder: CliFolder): FolderTrouble | undefined {
  const path = folder.isMade ? nearestExisting(folder.path) : folder.path;
  const probe = join(path, `.samocode-probe-${process.pid}`);
  try {
    writeFresh(probe, PROBE, { sync: false });
    return undefined;
  } catch (error) {
    const code = errorCode(error) ?? String(error);
    const full = diskFullWords(code);
    if (full !== undefined) return { folder, kind: 'full', problem: full, tried: path };
    const [kind, problem] = KINDS[code] ?? ['other', `it cannot be written: ${code}`];
    return { folder, kind, problem, tried: path };
  } finally {
    forget(probe);
  }
}
