import { statSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import type { Complaint } from '../../../domain/settings/problem.ts';
import { readText } from '../../disk/read-file.ts';

/** A path as written, with the bases that it may refer to. */
export interface PathText {
  readonly value: string;
  /** The base of a relative path. */
  readonly folder: string;
  /** The meaning of `~`. */
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

/** The absolute path that a text means: `~`, `~/x` and `~user/x` expanded; nothing is looked up but the user. */
export function expandPath(text: PathText): { readonly path: string } | Complaint {
  const [, user, rest = ''] = /^~([^/]*)(.*)$/s.exec(text.value) ?? [];
  if (user === undefined) return { path: resolve(text.folder, text.value) };
  const home = user === '' ? text.home : homeOf(user, text.platform);
  if (home === undefined) {
    return {
      message: `begins with ~${user}, and there is no such user`,
      hint: 'write ~/… for your own home, or the whole path',
    };
  }
  if (!isAbsolute(home)) {
    return { message: 'begins with ~, and HOME is not set', hint: 'write the whole path' };
  }
  return { path: resolve(join(home, rest)) };
}

/** A user's home from the passwd file; macOS keeps people elsewhere, with homes under /Users. */
function homeOf(user: string, platform: NodeJS.Platform): string | undefined {
  const line = readText('/etc/passwd')
    .split('\n')
    .find((entry) => entry.startsWith(`${user}:`));
  const home = line?.split(':')[5];
  if (home !== undefined && home !== '') return home;
  const path = `/Users/${user}`;
  const known = platform === 'darwin' && statSync(path, { throwIfNoEntry: false })?.isDirectory();
  return known === true ? path : undefined;
}
