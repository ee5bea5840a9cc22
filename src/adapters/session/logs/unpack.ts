import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Gunzip } from 'fflate';
import { chunksOf } from '../../disk/lines/read-lines.ts';
import { namingPath } from '../../disk/naming-path.ts';
import { writeAll } from '../../disk/write-file.ts';

/** A larger log is for `gzip -dc`. */
const LIMIT_BYTES = 1024 * 1024 * 1024;
/** gzip packs up to a thousandfold: one slice becomes 4 MB at most. */
const SLICE_BYTES = 4096;

/**
 * The content of an open gzip file as a file of its own, which has no name and is gone once it is
 * closed. The content is never in memory as a whole. Undefined for a file that is no gzip file, is
 * cut, or holds more than `limitBytes`. Closes `packed`.
 */
export function unpack(packed: number, limitBytes = LIMIT_BYTES): number | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'samocode-log-'));
  try {
    const fd = openSync(join(folder, 'log'), 'wx+', 0o600);
    let isWhole = false;
    try {
      isWhole = namingPath(folder, () => copyUnpacked(packed, fd, limitBytes));
    } finally {
      if (!isWhole) closeSync(fd);
    }
    return isWhole ? fd : undefined;
  } finally {
    closeSync(packed);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** False where the content ends early, is damaged or is too large. */
function copyUnpacked(packed: number, target: number, limitBytes: number): boolean {
  const state = { written: 0, hasEnded: false };
  const gunzip = new Gunzip((data, isFinal) => {
    state.hasEnded ||= isFinal;
    writeAll(target, data);
    state.written += data.length;
  });
  for (const slice of chunksOf(packed, { size: SLICE_BYTES })) {
    if (!hasTaken(gunzip, slice, false) || state.written > limitBytes) return false;
  }
  return hasTaken(gunzip, new Uint8Array(), true) && state.hasEnded && state.written <= limitBytes;
}

/** False where the bytes are no gzip content; errors of the disk are thrown. */
function hasTaken(gunzip: Gunzip, bytes: Uint8Array, isFinal: boolean): boolean {
  try {
    gunzip.push(bytes, isFinal);
    return true;
  } catch (error) {
    // The library's errors have a number as their code, those of the disk a word.
    if (error instanceof Error && 'code' in error && typeof error.code === 'number') return false;
    throw error;
  }
}
