import type { Stats } from 'node:fs';
import { lstatSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Complaint } from '../../../domain/settings/problem.ts';
import {
  aboutFolderOwner,
  aboutOwner,
  type OwnerFacts,
} from '../../../domain/settings/trust/ownership.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { readText } from '../../disk/read-file.ts';

/** The findings about the owner of a settings file. */
export type OwnerReading =
  | { readonly kind: 'fine' }
  | { readonly kind: 'problem'; readonly complaint: Complaint }
  /** On a Windows disk in WSL the permissions say nothing. */
  | { readonly kind: 'unknown'; readonly complaint: Complaint };

/** Looks at a file of settings, at the file that a link there leads to, and at the folders of both. */
export function readOwner(path: string): OwnerReading {
  const me = process.getuid?.();
  if (me === undefined) return { kind: 'fine' };
  const complaint = complaintsAbout(path, me)[0];
  if (complaint === undefined) return { kind: 'fine' };
  return { kind: isWindowsDisk(path) ? 'unknown' : 'problem', complaint };
}

/** A stranger who made the folder of a session decides its phase, its notes and its rows: throws for one. */
export function refuseForeignSession(path: string): void {
  const inside = ['_inbox', '.run', '_logs'].map((name) => join(path, name));
  const complaint = folderComplaint([path, ...inside]);
  if (complaint === undefined) return;
  throw new UserError(`the session's folder ${complaint.path} ${complaint.message}`, {
    hint: complaint.hint,
  });
}

/** Why one of these folders is not the user's own. */
function folderComplaint(paths: readonly string[]): (Complaint & { path: string }) | undefined {
  const me = process.getuid?.();
  if (me === undefined) return undefined;
  for (const path of paths) {
    const complaint = entries(path).flatMap((facts) => aboutOwner(facts, me) ?? [])[0];
    if (complaint !== undefined && !isWindowsDisk(path)) return { ...complaint, path };
  }
  return undefined;
}

function complaintsAbout(path: string, me: number): readonly Complaint[] {
  const found = entries(path);
  const folders = new Set(found.map((facts) => dirname(facts.path)));
  return [
    ...found.flatMap((facts) => aboutOwner(facts, me) ?? []),
    ...[...folders]
      .flatMap((folder) => factsOf(folder, statSync))
      .flatMap((facts) => aboutFolderOwner(facts, me) ?? []),
  ];
}

/** The entry at a path, and where it is a link the one that it leads to. A link has no permissions of its own. */
function entries(path: string): readonly OwnerFacts[] {
  const [here] = factsOf(path, lstatSync);
  if (!here?.isLink) return here === undefined ? [] : [here];
  try {
    return [{ ...here, mode: 0 }, ...factsOf(realpathSync(path), statSync)];
  } catch {
    return [{ ...here, mode: 0 }]; // It leads nowhere.
  }
}

function factsOf(
  path: string,
  look: (path: string) => Stats,
): readonly (OwnerFacts & { readonly isLink: boolean })[] {
  try {
    const stat = look(path);
    return [{ path, uid: stat.uid, mode: stat.mode, isLink: stat.isSymbolicLink() }];
  } catch {
    return []; // Not there: nothing is read from it.
  }
}

function isWindowsDisk(path: string): boolean {
  return /^\/mnt\/[a-z]\//.test(path) && /microsoft/i.test(readText('/proc/sys/kernel/osrelease'));
}
