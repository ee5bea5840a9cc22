import { appendFileSync, type BigIntStats, copyFileSync, lstatSync, rmSync } from 'node:fs';
import { moveAside } from '../../disk/entries.ts';
import { readIfThere } from '../../disk/read-file.ts';
import { readFrom } from '../../disk/regular-file.ts';
import { replaceFile, writeFresh } from '../../disk/write-file.ts';

/** A file of a session that only samocode writes while an agent works, with a copy elsewhere. */
export interface SealedFile {
  /** Updates the copy from the file. Throws disk errors. */
  readonly bring: () => void;
  /** Changes with every write to the file, or with another file in its place. */
  readonly identity: () => string;
  /**
   * Makes the file what its copy is; another file is renamed. Undefined when it says what its copy says,
   * whatever happened to its times, and when there is no copy.
   */
  readonly putBack: () => string | undefined;
}

export interface SealedFilePlace {
  /** In words, for people. */
  readonly name: string;
  readonly path: string;
  readonly copy: string;
  /** It only grows while it is the same file: its copy grows with it. */
  readonly isAppended?: true;
}

/** How the file was when its copy was made. */
interface Copied {
  readonly inode: bigint;
  readonly size: bigint;
  readonly identity: string;
}

export function openSealedFile(place: SealedFilePlace): SealedFile {
  const { path, copy } = place;
  let copied: Copied | undefined;
  let isEmptied = false;
  return {
    bring: () => {
      const now = statOf(path);
      const known = copied;
      copied = undefined;
      const isWhole = known !== undefined && statOf(copy)?.size === known.size;
      const wasEmptied = isEmptied;
      isEmptied = false;
      if (now === undefined) {
        if (!wasEmptied || statOf(copy)?.size !== 0n) writeFresh(copy, '', { sync: false });
        isEmptied = true;
        return;
      }
      if (!isWhole || known.identity !== identityOf(path)) {
        const isGrown =
          isWhole && place.isAppended === true && known.inode === now.ino && now.size >= known.size;
        if (!isGrown) {
          rmSync(copy, { force: true });
          if (now.isFile()) copyFileSync(path, copy);
        } else if (now.size > known.size) {
          appendFileSync(copy, readFrom(path, Number(known.size)));
        }
      }
      copied = { inode: now.ino, size: now.size, identity: identityOf(path) };
    },
    identity: () => identityOf(path),
    putBack: () => putBack(place),
  };
}

function putBack({ name, path, copy }: SealedFilePlace): string | undefined {
  const before = readIfThere(copy);
  const found = lstatSync(path, { throwIfNoEntry: false });
  const now = found?.isFile() === true ? readIfThere(path) : undefined;
  if (before === undefined || (now ?? Buffer.alloc(0)).equals(before)) {
    if (found === undefined || found.isFile()) return undefined;
  }
  const aside = found === undefined ? undefined : moveAside(path, `${path}.changed`);
  if (before !== undefined && before.length > 0) replaceFile(path, before, true);
  const what =
    aside === undefined ? 'was removed' : `was changed (the changed file is now ${aside})`;
  return `${name} ${what} while an agent worked; samocode has put it back`;
}

function identityOf(path: string): string {
  const stat = statOf(path);
  return stat === undefined
    ? 'missing'
    : [stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs, stat.mode].join(' ');
}

function statOf(path: string): BigIntStats | undefined {
  return lstatSync(path, { throwIfNoEntry: false, bigint: true });
}
