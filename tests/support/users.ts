import { execFileSync, spawnSync } from 'node:child_process';

/** Under which user samocode and its CLI run. */
export type RealUser = 'root' | 'normal user';

interface Ids {
  readonly uid: number;
  readonly gid: number;
}

/** The user `nobody` of every Linux: a user that is not root, where the tests run as root. */
const NOBODY: Ids = { uid: 65_534, gid: 65_534 };

const IS_ROOT = process.getuid?.() === 0;

/** The users that a test can be run as here. */
export const REAL_USERS: readonly RealUser[] = IS_ROOT ? ['root', 'normal user'] : ['normal user'];

/** What `spawn` is told so that a program runs as this user. */
export function idsOf(user: RealUser | undefined): Ids | undefined {
  return IS_ROOT && user === 'normal user' ? NOBODY : undefined;
}

/** The words in front of a program that start it as this user. */
export function wordsFor(user: RealUser | undefined): readonly string[] {
  const ids = idsOf(user);
  if (ids === undefined) return [];
  return ['setpriv', `--reuid=${ids.uid}`, `--regid=${ids.gid}`, '--clear-groups'];
}

/** Whether this user may start the program: a checkout in the home of root is closed to others. */
export function mayStart(user: RealUser, program: string): boolean {
  const words = [...wordsFor(user), 'test', '-x', program];
  return spawnSync('env', words).status === 0;
}

/** Gives a folder with all in it to this user. */
export function giveTo(ids: Ids | undefined, folder: string): void {
  if (ids === undefined) return;
  execFileSync('chown', ['-R', `${ids.uid}:${ids.gid}`, folder]);
}
