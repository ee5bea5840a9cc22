import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync, fstatSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { namingPath } from '../disk/naming-path.ts';

/** A log this large is for `gzip -dc`. */
const LIMIT_BYTES = 1024 * 1024 * 1024;

/**
 * The content of an open gzip file as a file of its own, which has no name any more and is gone once
 * it is closed. Undefined for what is no gzip file, is cut, or holds more than 1 GiB.
 */
export function unpack(packed: number): number | undefined {
  const bytes = contentOf(packed);
  if (bytes === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'samocode-log-'));
  try {
    const fd = openSync(join(folder, 'log'), 'wx+', 0o600);
    namingPath(folder, () => {
      for (let written = 0; written < bytes.length;) written += writeSync(fd, bytes, written);
    });
    return fd;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function contentOf(fd: number): Buffer | undefined {
  const packed = Buffer.alloc(fstatSync(fd).size);
  try {
    for (let read = 0; read < packed.length;) {
      const count = readSync(fd, packed, read, packed.length - read, read);
      if (count === 0) break;
      read += count;
    }
    return gunzipSync(packed, { maxOutputLength: LIMIT_BYTES });
  } catch {
    return undefined;
  } finally {
    closeSync(fd);
  }
}
