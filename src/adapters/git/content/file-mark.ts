import { createHash } from 'node:crypto';
import { closeSync, lstatSync, readlinkSync, type Stats } from 'node:fs';
import { chunksOf } from '../../disk/lines/read-lines.ts';
import { openUnfollowed } from '../../disk/regular-file.ts';

/** The entry at a path, as far as git would store it. */
export interface FileMark {
  readonly mark: string;
  /**
   * The time of the last change, or that of the nearest existing folder above; epoch milliseconds.
   */
  readonly changed: number;
}

const CHUNK_BYTES = 256 * 1024;
/** To open a file costs as much as to read so much of it. */
const OPEN_BYTES = 4096;
const SLASH = '/';

/** The bytes that one look may still read; later files are judged by size and time. */
export interface ReadBudget {
  bytes: number;
}

/** Kind, executable bit and content of an entry; follows no link, does not block on a FIFO. */
export function fileMark(path: Buffer, budget: ReadBudget): FileMark {
  const stat = look(path);
  if (stat === undefined) return { mark: 'gone', changed: changeAbove(path) };
  const changed = Math.floor(stat.ctimeMs);
  if (stat.isSymbolicLink()) return { mark: `link ${linkOf(path)}`, changed };
  if (!stat.isFile()) return { mark: 'other', changed };
  const kind = (stat.mode & 0o100) === 0 ? 'file' : 'program';
  const cost = stat.size + OPEN_BYTES;
  if (cost > budget.bytes) return { mark: `${kind} ${stat.size} ${stat.mtimeMs}`, changed };
  budget.bytes -= cost;
  return { mark: `${kind} ${contentHash(path)}`, changed };
}

function contentHash(path: Buffer): string {
  const hash = createHash('sha256');
  let fd: number | undefined;
  try {
    fd = openUnfollowed(path);
    for (const chunk of chunksOf(fd, { size: CHUNK_BYTES })) hash.update(chunk);
    return hash.digest('hex');
  } catch {
    return 'unreadable'; // Not ours to read, or gone since it was looked at.
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** The time of a removal: that of the nearest existing folder above. */
function changeAbove(path: Buffer): number {
  for (let end = path.lastIndexOf(SLASH); end > 0; end = path.lastIndexOf(SLASH, end - 1)) {
    const stat = look(path.subarray(0, end));
    if (stat !== undefined) return Math.floor(stat.ctimeMs);
  }
  return Number.MAX_SAFE_INTEGER;
}

function linkOf(path: Buffer): string {
  try {
    return readlinkSync(path, 'latin1');
  } catch {
    return 'unreadable';
  }
}

function look(path: Buffer): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // A file replaced a folder, or we may not read it.
  }
}
