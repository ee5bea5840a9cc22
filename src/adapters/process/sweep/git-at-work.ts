import { readdirSync, readlinkSync } from 'node:fs';
import { sep } from 'node:path';
import { errorCode } from '../../../domain/text/error-code.ts';
import { readText } from '../../disk/read-file.ts';

/** `git`, and the programs that it starts for a part of its work. */
const GIT = /^git(?:-|$)/;

/**
 * Whether a living git may be at work in one of the folders, which are given without links. True also
 * where that cannot be told: without `/proc`, or of a git of another user.
 */
export function mayGitWorkIn(folders: readonly string[]): boolean {
  const pids = processIds();
  return pids === undefined || pids.some((pid) => isGit(pid) && mayWorkIn(pid, folders));
}

function processIds(): readonly string[] | undefined {
  try {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.length === 0 ? undefined : pids;
  } catch {
    return undefined;
  }
}

function isGit(pid: string): boolean {
  return GIT.test(readText(`/proc/${pid}/comm`).trim());
}

function mayWorkIn(pid: string, folders: readonly string[]): boolean {
  try {
    const cwd = readlinkSync(`/proc/${pid}/cwd`);
    return folders.some((folder) => cwd === folder || cwd.startsWith(`${folder}${sep}`));
  } catch (error) {
    // A zombie has no working directory any more.
    return errorCode(error) !== 'ENOENT';
  }
}
