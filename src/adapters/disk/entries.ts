import {
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { errorCode } from '../../domain/text/error-code.ts';

const { O_RDONLY, O_DIRECTORY } = constants;

/** Whether an entry is at a path; follows no link. */
export function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Whether a folder itself is at a path; false for a link to one. */
export function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The path itself, or with a number behind it, where no entry is yet. */
export function freeName(path: string): string {
  let candidate = path;
  for (let n = 2; exists(candidate); n += 1) candidate = `${path}-${n}`;
  return candidate;
}

/** Renames an entry to the first free name of `wanted`, and returns that name. */
export function moveAside(path: string, wanted: string): string {
  const aside = freeName(wanted);
  renameSync(path, aside);
  return aside;
}

/** A rename replaces every entry except a directory: the directory is moved aside. */
export function clearWay(path: string): void {
  if (isFolder(path)) moveAside(path, `${path}.bad`);
}

/** Renames a temporary file over another; leaves none behind when that cannot be. */
export function renameOver(temporary: string, path: string): void {
  try {
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Renames an entry; nothing is removed where that cannot be. */
export function moveEntry(from: string, to: string): void {
  renameSync(from, to);
}

/** The same; false where no entry has the name. */
export function moveIfThere(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Makes creations and renames in a folder durable. */
export function syncFolder(path: string): void {
  const fd = openSync(path, O_RDONLY | O_DIRECTORY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Whether the file system gives a file a second name. */
export function takesSecondName(path: string): boolean {
  try {
    linkSync(path, `${path}.link`);
    return true;
  } catch {
    return false;
  }
}

/** Best effort: a disk that takes no change keeps it. */
export function forget(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    return;
  }
}
