import type { Phase } from '../../phases/phase.ts';
import { folderDate, three, two } from '../../text/timestamps.ts';

const DATED = /^\d\d-\d\d-\d\d-/;
const SESSION_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** Whether a text may name a session: a name, never a path. */
export function isSessionName(name: string): boolean {
  return SESSION_NAME.test(name);
}

export type SessionFolder =
  | { readonly kind: 'existing'; readonly folder: string }
  | { readonly kind: 'new'; readonly folder: string };

/**
 * The folder of a session among the entries of SESSIONS: the one of that very name, else the
 * newest `YY-MM-DD-<name>`, else a new one dated today.
 */
export function resolveFolder(
  name: string,
  entries: readonly string[],
  today: Date,
): SessionFolder {
  if (entries.includes(name)) return { kind: 'existing', folder: name };
  const dated = entries.filter((entry) => isDatedAs(name, entry)).sort();
  const newest = dated.at(-1);
  if (newest !== undefined) return { kind: 'existing', folder: newest };
  return { kind: 'new', folder: `${folderDate(today)}-${name}` };
}

function isDatedAs(name: string, entry: string): boolean {
  return DATED.test(entry) && entry.slice(9) === name;
}

/**
 * The folder that another machine began for a session which came in line at `since`, among the folders that it pushed:
 * the newest one. Its date is a day off where that machine has another time zone.
 */
export function folderBegun(
  name: string,
  folders: readonly string[],
  since: Date,
): string | undefined {
  const first = folderDate(new Date(since.getTime() - TIME_ZONES_MS));
  return folders
    .filter((one) => isDatedAs(name, one) && one.slice(0, 8) >= first)
    .sort()
    .at(-1);
}

/** Two places on earth are at most 26 hours apart. */
const TIME_ZONES_MS = 26 * 60 * 60_000;

/** The folder of another session of this name: dated today, with `-2`, `-3` … behind it where that is taken. */
export function freshFolder(name: string, entries: readonly string[], today: Date): string {
  const taken = new Set(entries);
  for (let number = 1; ; number += 1) {
    const folder = `${folderDate(today)}-${name}${number === 1 ? '' : `-${number}`}`;
    if (!taken.has(folder)) return folder;
  }
}

/** By folder, the name that `--session` finds it by: without its date, where no newer one has that name. */
export function sessionNames(folders: readonly string[]): ReadonlyMap<string, string> {
  const newest = new Map<string, string>();
  for (const folder of folders.filter((one) => DATED.test(one))) {
    const name = folder.slice(9);
    if (folder > (newest.get(name) ?? '')) newest.set(name, folder);
  }
  const plain = new Set(folders);
  return new Map(
    folders.map((folder) => {
      const name = folder.slice(9);
      const isFound = newest.get(name) === folder && isSessionName(name) && !plain.has(name);
      return [folder, isFound ? name : folder];
    }),
  );
}

/** The branch of a session's worktree: the folder's name without its date. */
export function branchName(folder: string, prefix: string | undefined): string {
  // A folder may be named as git lets no branch be.
  const bare = folder
    .replace(/^\d\d-\d\d-\d\d-(?=.)/, '')
    .replace(/\.{2,}/g, '.')
    .replace(/\.lock$/, '-lock')
    .replace(/\.$/, '')
    .replace(/^HEAD$/, 'HEAD-session');
  return prefix === undefined ? bare : `${prefix.replace(/\/+$/, '')}/${bare}`;
}

/** `MM-DD-HHMM-NNN-phase`, with `-a2` and up from the second attempt on; no extension. */
export function logStem(at: Date, iteration: number, phase: Phase, attempt: number): string {
  const stamp = `${two(at.getMonth() + 1)}-${two(at.getDate())}-${two(at.getHours())}${two(at.getMinutes())}`;
  return `${stamp}-${three(iteration)}-${phase}${attempt > 1 ? `-a${attempt}` : ''}`;
}
