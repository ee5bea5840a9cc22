import { execFileSync } from 'node:child_process';

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

/** Gives a folder with all in it to this user. */
export function giveTo(ids: Ids | undefined, folder: string): void {
  if (ids === undefined) return;
  execFileSync('chown', ['-R', `${ids.uid}:${ids.gid}`, folder]);
}
