import { createHash } from 'node:crypto';
import { type Dirent, readdirSync, readlinkSync } from 'node:fs';
import { LARGEST_KEPT_BYTES } from '../../../../domain/checkpoints/checkpoint.ts';
import {
  whyFileStays,
  whyLinkStays,
  type Withheld,
  type WithheldWhy,
} from '../../../../domain/fleet/withheld.ts';
import { isMissing } from '../../../../domain/text/error-code.ts';
import { fromRegular, readAt } from '../../../disk/regular-file.ts';
import { pathIn } from '../../content/paths.ts';

/** A file of the session folder, as git stores it. */
export interface SessionFile {
  /** Latin1, one character for each byte. */
  readonly path: string;
  readonly mode: '100644' | '100755' | '120000';
  readonly id: string;
  readonly bytes: Uint8Array;
}

export interface SessionFiles {
  readonly files: readonly SessionFile[];
  readonly withheld: readonly Withheld[];
}

/** More than that is held in memory at no time, and no remote wants it. */
const LARGEST_FOLDER_BYTES = 200_000_000;

/**
 * Reads the session folder, without the files that stay. Follows no link, opens no FIFO. Throws where the folder is
 * too large. `algorithm`: of the repository's ids.
 */
export function readSessionFiles(folder: string, algorithm: 'sha1' | 'sha256'): SessionFiles {
  const files: SessionFile[] = [];
  const withheld: Withheld[] = [];
  let bytes = 0;
  for (const { path, entry } of entriesIn(folder)) {
    const stays = whyFileStays(path);
    const read = stays ?? readOne(folder, path, entry);
    if (typeof read === 'string') {
      withheld.push({ of: 'session', path, why: read });
    } else if (read !== undefined) {
      bytes += read.bytes.length;
      if (bytes > LARGEST_FOLDER_BYTES) throw new Error(`${folder} has more than 200 MB`);
      files.push({ path, ...read, id: blobId(read.bytes, algorithm) });
    }
  }
  return { files, withheld };
}

interface Found {
  readonly path: string;
  readonly entry: Dirent;
}

/** All entries but folders; a folder that stays is one entry. */
function entriesIn(folder: string, at = ''): readonly Found[] {
  const names = readdirSync(pathIn(folder, at), { encoding: 'latin1', withFileTypes: true });
  return names.flatMap((entry): readonly Found[] => {
    const path = `${at}${entry.name}`;
    const isOpen = entry.isDirectory() && whyFileStays(`${path}/x`) !== 'repository';
    return isOpen ? entriesIn(folder, `${path}/`) : [{ path, entry }];
  });
}

/** Undefined: it is gone, or git cannot store it. */
function readOne(
  folder: string,
  path: string,
  entry: Dirent,
): Omit<SessionFile, 'path' | 'id'> | WithheldWhy | undefined {
  const full = pathIn(folder, path);
  try {
    if (entry.isSymbolicLink()) {
      const stays = whyLinkStays(path);
      if (stays !== undefined) return stays;
      return { mode: '120000', bytes: readlinkSync(full, { encoding: 'buffer' }) };
    }
    if (!entry.isFile()) return undefined;
    const read = fromRegular(full, (fd, { size, mode }) => {
      if (size > LARGEST_KEPT_BYTES) return 'large';
      return {
        mode: (mode & 0o100) === 0 ? '100644' : '100755',
        bytes: readAt(fd, size, 0),
      } as const;
    });
    return read ?? 'unreadable';
  } catch (error) {
    return isMissing(error) ? undefined : 'unreadable';
  }
}

/** The id that git gives to these bytes. */
function blobId(bytes: Uint8Array, algorithm: string): string {
  return createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
