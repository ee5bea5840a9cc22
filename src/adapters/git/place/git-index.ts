import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isMissing } from '../../../domain/text/error-code.ts';

/**
 * Whether a git index (gitformat-index(5), versions 2 to 4, split and sparse ones too) has an entry for a
 * path, which is relative to the top of the work tree. True as well for an index that cannot be read or
 * understood; false where there is none.
 */
export function indexHolds(index: string, path: string, hashBytes: number): boolean {
  let bytes: Buffer;
  try {
    bytes = readFileSync(index);
  } catch (error) {
    return !isMissing(error);
  }
  try {
    return search(bytes, { index, path: Buffer.from(path), hashBytes });
  } catch {
    return true; // Cut, or of a format to come: git would not know either, and the file is not trusted.
  }
}

interface Search {
  readonly index: string;
  readonly path: Buffer;
  readonly hashBytes: number;
}

const SLASH = 0x2f;
/** Two times, device, inode, mode, owner, group and size. */
const STAT_BYTES = 40;

function search(bytes: Buffer, of: Search): boolean {
  const version = bytes.readUInt32BE(4);
  const known = bytes.toString('latin1', 0, 4) === 'DIRC' && version >= 2 && version <= 4;
  if (!known) return true;
  let at = 12;
  let name: Buffer = Buffer.alloc(0);
  for (let left = bytes.readUInt32BE(8); left > 0; left -= 1) {
    const flagsAt = at + STAT_BYTES + of.hashBytes;
    const isExtended = (bytes.readUInt16BE(flagsAt) & 0x4000) !== 0;
    const entry = { start: at, nameAt: flagsAt + (isExtended ? 4 : 2), before: name };
    ({ name, next: at } = version === 4 ? shortName(bytes, entry) : wholeName(bytes, entry));
    if (names(name, of.path)) return true;
  }
  return inSharedIndex(bytes, at, of);
}

/** An entry of a sparse index that ends with a slash is a folder, and all that it holds is tracked. */
function names(entry: Buffer, path: Buffer): boolean {
  if (entry.equals(path)) return true;
  return entry.at(-1) === SLASH && path.subarray(0, entry.length).equals(entry);
}

interface Entry {
  readonly start: number;
  readonly nameAt: number;
  /** The name of the entry before. */
  readonly before: Buffer;
}

interface Named {
  readonly name: Buffer;
  /** Where the next entry begins. */
  readonly next: number;
}

function wholeName(bytes: Buffer, { start, nameAt }: Entry): Named {
  const end = endOf(bytes, nameAt);
  return { name: bytes.subarray(nameAt, end), next: start + ((end - start + 8) & ~7) };
}

/** Version 4: how much of the name before falls away, as a number of variable width, then the rest. */
function shortName(bytes: Buffer, { nameAt, before }: Entry): Named {
  let at = nameAt;
  let byte = bytes.readUInt8(at);
  let drop = byte & 0x7f;
  while ((byte & 0x80) !== 0) {
    at += 1;
    byte = bytes.readUInt8(at);
    drop = (drop + 1) * 128 + (byte & 0x7f);
  }
  const end = endOf(bytes, at + 1);
  const kept = before.subarray(0, before.length - drop);
  return { name: Buffer.concat([kept, bytes.subarray(at + 1, end)]), next: end + 1 };
}

function endOf(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(0, from);
  if (end === -1) throw new RangeError('a name without an end');
  return end;
}

/** A split index names another file that has the rest of the entries. */
function inSharedIndex(bytes: Buffer, from: number, of: Search): boolean {
  for (let at = from; at + 8 <= bytes.length - of.hashBytes;) {
    const size = bytes.readUInt32BE(at + 4);
    if (bytes.toString('latin1', at, at + 4) === 'link') {
      const name = bytes.toString('hex', at + 8, at + 8 + of.hashBytes);
      const shared = join(dirname(of.index), `sharedindex.${name}`);
      return search(readFileSync(shared), { ...of, index: shared });
    }
    at += 8 + size;
  }
  return false;
}
