import {
  closeSync,
  fstatSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { unpack } from '../../../src/adapters/session/logs/unpack.ts';

const MIB = 1024 * 1024;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'samocode-unpack-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function unpacked(bytes: Uint8Array, limitBytes?: number): Buffer | undefined {
  const path = join(folder, 'log.gz');
  writeFileSync(path, bytes);
  const fd = unpack(openSync(path, 'r'), limitBytes);
  if (fd === undefined) return undefined;
  try {
    const content = Buffer.alloc(fstatSync(fd).size);
    readSync(fd, content, 0, content.length, 0);
    return content;
  } finally {
    closeSync(fd);
  }
}

const TEXT = Buffer.from('{"type":"assistant","text":"hello"}\n'.repeat(50_000));

it('returns the content of a gzip file, of one member or several', () => {
  expect(unpacked(gzipSync(TEXT))?.equals(TEXT)).toBe(true);
  const two = unpacked(Buffer.concat([gzipSync(TEXT), gzipSync('end\n')]));
  expect(two?.equals(Buffer.concat([TEXT, Buffer.from('end\n')]))).toBe(true);
});

it('refuses a file that is no gzip file, and one that is cut', () => {
  expect(unpacked(Buffer.from('plain text'))).toBeUndefined();
  expect(unpacked(gzipSync(TEXT).subarray(0, 2000))).toBeUndefined();
});

it('refuses 300 MiB that were packed into 300 KB, in bounded memory', () => {
  const block = gzipSync(Buffer.alloc(30 * MIB));
  const hostile = Buffer.concat(Array.from({ length: 10 }, () => block));
  const beforeKb = process.resourceUsage().maxRSS;
  expect(unpacked(hostile, 256 * MIB)).toBeUndefined();
  expect((process.resourceUsage().maxRSS - beforeKb) / 1024).toBeLessThan(100);
});
