import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../../domain/text/error-code.ts';

/** The end of every temporary name (`temporaryName`), and the pid in it. */
const TEMPORARY = /\.(\d+)\.tmp$/;
/** In the session's own folder agents and people may have temporary files, too. */
const OURS = /^_(?:overview\.md|qa\.md|signal\.json|receipt\.json)\.\d+\.tmp$/;

/** Whether the name is one of samocode's temporary files in a session's folder. */
export function isTemporary(name: string): boolean {
  return OURS.test(name);
}

/** Removes unfinished files of a killed samocode. Best effort: they disturb no other program. */
export function removeLitter(sessionPath: string): void {
  removeFrom(sessionPath, isTemporary);
  for (const folder of ['.run', '.run/given', '_inbox']) {
    removeFrom(join(sessionPath, folder), (name) => TEMPORARY.test(name));
  }
}

function removeFrom(folder: string, isOurs: (name: string) => boolean): void {
  for (const name of namesIn(folder)) {
    const [, pid] = TEMPORARY.exec(name) ?? [];
    if (pid === undefined || !isOurs(name) || lives(Number(pid))) continue;
    try {
      rmSync(join(folder, name), { force: true });
    } catch {
      // A directory of that name is none of ours.
    }
  }
}

/** Lists a folder itself, never the target of a link. */
function namesIn(folder: string): readonly string[] {
  const isFolder = lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? readdirSync(folder) : [];
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}
