import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { moveAside } from './entries.ts';

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;

/** An open folder: its inode is not used again before it is closed. */
export interface HeldFolder {
  readonly identity: string;
  readonly close: () => void;
}

/** Opens a folder; follows no link. Throws the error of the system. */
export function holdFolder(path: string): HeldFolder {
  const fd = openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  const { dev, ino } = fstatSync(fd, { bigint: true });
  return {
    identity: `${dev}:${ino}`,
    close: () => {
      closeSync(fd);
    },
  };
}

/** Identity of the entry itself, never of a link's target; undefined if there is no entry. */
export function entryIdentity(path: string): string | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false, bigint: true });
  return stat === undefined ? undefined : `${stat.dev}:${stat.ino}`;
}

/** The same with the time of its birth: the number of an entry that is gone is used again. */
export function lastingIdentity(path: string): string | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false, bigint: true });
  return stat === undefined ? undefined : `${stat.dev}:${stat.ino}:${stat.birthtimeNs}`;
}

/** Changes with the entry itself or its content; undefined if there is no entry. */
export function entryStamp(path: string): string | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false, bigint: true });
  if (stat === undefined) return undefined;
  return [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(' ');
}

/** The entry of a folder that has this identity: a folder that was renamed. */
export function findByIdentity(folder: string, identity: string): string | undefined {
  const paths = readdirSync(folder).map((name) => join(folder, name));
  return paths.find((path) => entryIdentity(path) === identity);
}

/** Renames the entry at the path of a folder of ours, and says which it was and where it is now. */
export function moveStranger(path: string, wanted: string): string {
  const what = strangerAt(path);
  return `${path} was replaced by ${what} (now ${moveAside(path, wanted)})`;
}

/** The entry at the path of a folder of ours, in words. */
export function strangerAt(path: string): string {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return `a link to ${readlinkSync(path)}`;
  return stat.isDirectory() ? 'another folder' : 'another file';
}
