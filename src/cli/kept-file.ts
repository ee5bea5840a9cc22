import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { crc32 } from 'node:zlib';

/** What V8 made of each module, by its name, and the sum of the source it made it of. */
export type Kept = ReadonlyMap<string, { readonly sum: string; readonly data: Buffer }>;

/** Nobody takes so long to write one. */
const ABANDONED_MS = 60_000;
/** V8 reads it where it lies. */
const ALIGNMENT = 8;
const SUM_CHARS = 8;

/**
 * The sum of all that follows in hexadecimal, a line of JSON, `{"name": [start, length, sum]}`, filled up
 * with blanks, and what it tells of. V8 does not check what it is given, and dies of it. Nothing where
 * there is none, where it is damaged, and where it is not of this user.
 */
export function readKept(path: string): Kept {
  try {
    const bytes = readOwn(path);
    if (sumOf(bytes.subarray(SUM_CHARS)) !== bytes.toString('latin1', 0, SUM_CHARS)) {
      return new Map();
    }
    const end = bytes.indexOf('\n') + 1;
    const index = JSON.parse(bytes.toString('utf8', SUM_CHARS, end)) as Record<
      string,
      [number, number, string]
    >;
    return new Map(
      Object.entries(index).map(([name, [start, length, sum]]) => {
        return [name, { sum, data: bytes.subarray(end + start, end + start + length) }];
      }),
    );
  } catch {
    return new Map();
  }
}

/** Opened without waiting: a FIFO in its place would hold us for ever. */
function readOwn(path: string): Buffer {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const fd = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stat = fstatSync(fd);
    const isOwn = stat.isFile() && stat.uid === process.getuid?.();
    return isOwn ? readFileSync(fd) : Buffer.alloc(0);
  } finally {
    closeSync(fd);
  }
}

/** Whole or not at all, also when the power goes; leaves it to who is at it already. */
export function writeKept(path: string, kept: Kept): void {
  const draft = `${path}.new`;
  const writing = statSync(draft, { throwIfNoEntry: false });
  if (writing !== undefined && Date.now() - writing.mtimeMs > ABANDONED_MS) rmSync(draft);
  const fd = openSync(draft, 'wx', 0o600);
  try {
    writeFileSync(fd, packed(kept));
    fsyncSync(fd);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
}

function packed(kept: Kept): Buffer {
  const aligned = (length: number): number => Math.ceil(length / ALIGNMENT) * ALIGNMENT;
  let end = 0;
  const index = [...kept].map(([name, { sum, data }]) => {
    const start = end;
    end += aligned(data.length);
    return [name, [start, data.length, sum]] as const;
  });
  const line = JSON.stringify(Object.fromEntries(index));
  const head = Buffer.from(
    `${line.padEnd(aligned(SUM_CHARS + line.length + 1) - SUM_CHARS - 1)}\n`,
  );
  const pieces = [...kept.values()].map(({ data }) =>
    Buffer.concat([data, Buffer.alloc(aligned(data.length) - data.length)]),
  );
  const rest = Buffer.concat([head, ...pieces]);
  return Buffer.concat([Buffer.from(sumOf(rest)), rest]);
}

/** CRC-32 in hexadecimal: for accidents, not for attacks. */
export function sumOf(bytes: Buffer): string {
  return crc32(bytes).toString(16).padStart(SUM_CHARS, '0');
}
