import type { Permissions } from '../provider/permissions.ts';
import { bad, type Finding, ok, warn } from './finding.ts';

/** A folder as it was tried out. */
export interface FolderFacts {
  readonly key: string;
  readonly path: string;
  /** Why nothing can be written there. */
  readonly problem: string | undefined;
  /** Whether a file can have two names there, which a session's locks need (ADR 0009). */
  readonly hasLinks: boolean;
  readonly freeBytes: number | undefined;
  /** The file system's clock minus ours, in milliseconds. */
  readonly skewMs: number | undefined;
}

/** A run ends an attempt below this (spec section 8). */
const FREE_NEEDED = 200 * 2 ** 20;
const FREE_WANTED = 2 * 2 ** 30;
const SKEW_LIMIT_MS = 5000;

export function aboutFolder(facts: FolderFacts): readonly Finding[] {
  const { key, path } = facts;
  const about = key.toLowerCase();
  if (facts.problem !== undefined) {
    return [bad(about, `${key} ${path}: ${facts.problem}`, 'check owner, mode and mount')];
  }
  if (!facts.hasLinks) {
    const cure = 'move SESSIONS to a local file system (ADR 0009)';
    return [bad(about, `${key} ${path}: this file system has no hard links`, cure)];
  }
  return [ok(about, `${key} ${path}`), ...aboutDisk(facts), ...aboutSkew(facts)];
}

/** Nothing while enough is free. */
export function aboutDisk({
  key,
  path,
  freeBytes,
}: Pick<FolderFacts, 'key' | 'path' | 'freeBytes'>): readonly Finding[] {
  if (freeBytes === undefined || freeBytes >= FREE_WANTED) return [];
  const text = `${key}: ${Math.floor(freeBytes / 2 ** 20)} MB are free at ${path}`;
  const cure = 'free some space: below 200 MB free an attempt is ended';
  return [freeBytes < FREE_NEEDED ? bad('disk', text, cure) : warn('disk', text, cure)];
}

function aboutSkew({ key, skewMs }: FolderFacts): readonly Finding[] {
  if (skewMs === undefined || Math.abs(skewMs) <= SKEW_LIMIT_MS) return [];
  const text = `${key}: the file system's clock differs by ${Math.round(skewMs / 1000)} s`;
  return [warn('clock', text, 'set both clocks by NTP')];
}

/** A clock before the program was built is wrong, and with it every reset time. */
export function aboutClock(now: Date, builtAt: Date): Finding {
  const text = `the clock says ${now.toISOString()}, ${timeZone(now)}`;
  if (now >= builtAt) return ok('clock', text);
  return bad('clock', `${text}, which is before samocode was built`, 'set the clock (NTP)');
}

function timeZone(now: Date): string {
  const minutes = -now.getTimezoneOffset();
  const sign = minutes < 0 ? '-' : '+';
  const two = (value: number): string => String(value).padStart(2, '0');
  const offset = Math.abs(minutes);
  return `local time UTC${sign}${two(Math.floor(offset / 60))}:${two(offset % 60)}`;
}

export interface UserFacts {
  readonly isRoot: boolean;
  readonly permissions: Permissions;
  /** Agents run in bubblewrap. */
  readonly isBoxed: boolean;
}

/** Claude refuses its bypass to root unless told that it is in a sandbox, which samocode does. */
export function aboutUser({ isRoot, permissions, isBoxed }: UserFacts): Finding {
  if (!isRoot) return ok('user', 'not root');
  if (isBoxed) return ok('user', 'root, with SAMOCODE_SANDBOX=bwrap');
  const text = 'this is root: an agent may do anything to this machine';
  if (permissions !== 'bypass') return ok('user', `root, with SAMOCODE_PERMISSIONS=${permissions}`);
  return warn('user', text, 'use a user of its own, or a container you can throw away');
}
