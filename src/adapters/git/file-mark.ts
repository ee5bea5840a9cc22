import { createHash } from 'node:crypto';
import { closeSync, lstatSync, readlinkSync, type Stats } from 'node:fs';
import { chunksOf } from '../disk/read-lines.ts';
import { openUnfollowed } from '../disk/regular-file.ts';

/** What stands at a path, as far as git would keep it. */
export interface FileMark {
  readonly mark: string;
  /** When it was changed last, or the nearest folder above what is gone; epoch milliseconds. */
  readonly changed: number;
}

const CHUNK_BYTES = 256 * 1024;
/** To open a file costs as much as to read so much of it. */
const OPEN_BYTES = 4096;
const SLASH = '/';

/** Bytes that may still be read in one look; what is beyond is judged by size and time. */
export interface ReadBudget {
  bytes: number;
}

/** Kind, executable bit and content of whatever stands there; follows no link, hangs on no FIFO. */
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

/** Of what is gone, the folder it stood in tells when; of a folder that is gone, the one above. */
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
    return undefined; // A file stands where a folder was, or it is not ours to look at.
  }
}
