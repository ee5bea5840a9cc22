import { existsSync, lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Refusal } from '../../../app/ports/worktree.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { readText } from '../../disk/read-file.ts';
import { isSamePath } from '../../disk/real-path.ts';
import { linkedGitDir } from '../place/folders.ts';
import { moveAway, refused } from '../refusal.ts';
import { isOf } from './own-git-dir.ts';
import { isForgotten, isLocked, isWhole, registered } from './unfinished.ts';

/** A repository, and the path at which one of its worktrees is wanted. */
export interface WorktreePlace {
  readonly mainRepo: string;
  readonly commonDir: string;
  readonly path: string;
}

/** The state of a worktree's path, from files alone. */
export type WorktreeLook =
  /** Complete. `branch` is null where HEAD names none, and undefined where files do not say. */
  | { readonly kind: 'whole'; readonly branch: string | null | undefined; readonly gitDir: string }
  /** Nothing, or an empty folder. */
  | { readonly kind: 'absent' }
  /** Git was killed while it made or removed it. */
  | { readonly kind: 'unfinished' }
  | Refusal;

/** Looks at the path of a worktree: a few reads, no process. */
export function lookAtWorktree(place: WorktreePlace): WorktreeLook {
  const { commonDir, path } = place;
  const stat = lookAt(path);
  const kept = registered(commonDir, path);
  if (stat === undefined) return kept !== undefined && isLocked(kept) ? UNFINISHED : ABSENT;
  if (!stat.isDirectory() && !stat.isSymbolicLink()) {
    return refused(`${path} is not a folder`, moveAway(path));
  }
  if (stat.isSymbolicLink() && statOf(path)?.isDirectory() !== true) {
    return refused(
      `${path} is a link that leads to no folder`,
      `mount its target, or: ${joinShellWords(['rm', path])}`,
    );
  }
  if (isSamePath(path, place.mainRepo)) {
    return refused(`${path} is MAIN_REPO itself: no agent works there`, moveAway(path));
  }
  return lookInto(place, kept);
}

const ABSENT = { kind: 'absent' } as const;
const UNFINISHED = { kind: 'unfinished' } as const;

function lookInto(place: WorktreePlace, kept: string | undefined): WorktreeLook {
  const { commonDir, path } = place;
  const gitDir = linkedGitDir(path);
  const isTarget = gitDir !== undefined && existsSync(gitDir);
  if (!isTarget && kept !== undefined && isLocked(kept)) return UNFINISHED;
  if (gitDir === undefined) return withoutLink(place, kept);
  if (isForgotten(commonDir, path)) return UNFINISHED;
  if (!isOf(commonDir, gitDir)) return ofAnother(place, gitDir, kept);
  const back = resolve(gitDir, readText(join(gitDir, 'gitdir')).trim());
  if (!isSamePath(back, join(path, '.git'))) return movedFrom(place, dirname(back));
  if (isLocked(gitDir)) return UNFINISHED;
  if (!isWhole(gitDir)) {
    const cure = joinShellWords(['git', '-C', path, 'checkout', 'HEAD', '--', '.']);
    return refused(`the worktree ${path} was made without its files (it has no index)`, cure);
  }
  return { kind: 'whole', gitDir, branch: branchIn(gitDir) };
}

/** There is no `.git` file that names a git folder. */
function withoutLink(place: WorktreePlace, kept: string | undefined): WorktreeLook {
  const { path } = place;
  if (statOf(join(path, '.git'))?.isDirectory() === true) {
    return refused(
      `${path} is a repository of its own, not a worktree of MAIN_REPO`,
      moveAway(path),
    );
  }
  try {
    if (readdirSync(path).length === 0) return ABSENT;
  } catch {
    return refused(`${path} cannot be read`, 'check owner and mode of the folder');
  }
  return kept === undefined
    ? refused(`${path} has files and is not a worktree`, moveAway(path))
    : refused(
        `the worktree ${path} has lost its .git file`,
        // With a path, git would look for the repository in that very file.
        joinShellWords(['git', '-C', place.mainRepo, 'worktree', 'repair']),
      );
}

/** The `.git` file names a folder outside of this repository: another one's, or this one's old place. */
function ofAnother(place: WorktreePlace, gitDir: string, kept: string | undefined): Refusal {
  const { path, commonDir } = place;
  const own = join(commonDir, 'worktrees', basename(gitDir));
  const isKnown = kept !== undefined || existsSync(own);
  if (existsSync(gitDir)) {
    if (kept === undefined && isCopyOf(own, gitDir)) return copied(path, own, gitDir);
    const cure = kept === undefined ? moveAway(path) : repair(place);
    return refused(`${path} is a worktree of another repository (${gitDir})`, cure);
  }
  if (!isKnown) {
    return refused(`the repository of the worktree ${path} is gone (${gitDir})`, moveAway(path));
  }
  return refused(
    `the git folder of the worktree ${path} is gone (${gitDir}): MAIN_REPO was moved`,
    repair(place),
  );
}

/** Both git folders name one worktree: the project was copied, and the original is still there. */
function isCopyOf(own: string, gitDir: string): boolean {
  const named = readText(join(own, 'gitdir')).trim();
  return named !== '' && named === readText(join(gitDir, 'gitdir')).trim();
}

/** `git worktree repair` would take the original's worktree over; these two files are all it takes. */
function copied(path: string, own: string, gitDir: string): Refusal {
  const write = (line: string, file: string): string =>
    `${joinShellWords(['printf', '%s\\n', line])} > ${joinShellWords([file])}`;
  const links = [
    write(`gitdir: ${own}`, join(path, '.git')),
    write(join(path, '.git'), join(own, 'gitdir')),
  ];
  return refused(
    `the worktree ${path} and MAIN_REPO were copied, and both still name the original (${gitDir})`,
    links.join(' && '),
  );
}

/** The repository knows this worktree at another path. */
function movedFrom(place: WorktreePlace, known: string): Refusal {
  const { path } = place;
  return existsSync(join(known, '.git'))
    ? refused(`${path} is a copy of the worktree ${known}`, moveAway(path))
    : refused(`the worktree ${path} was moved: git looks for it at ${known}`, repair(place));
}

/** The branch of a work tree's git folder; null: detached, undefined: not kept in this file. */
export function branchIn(gitDir: string): string | null | undefined {
  const [, branch] = /^ref: refs\/heads\/(.+)$/m.exec(readText(join(gitDir, 'HEAD'))) ?? [];
  // Git writes this name where the refs are kept in another format.
  if (branch === '.invalid') return undefined;
  return branch?.trim() ?? null;
}

function repair({ mainRepo, path }: WorktreePlace): string {
  return joinShellWords(['git', '-C', mainRepo, 'worktree', 'repair', path]);
}

function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // A file where a folder should be: git says more.
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // A link that leads to itself.
  }
}

export type Look<K extends WorktreeLook['kind']> = Extract<WorktreeLook, { kind: K }>;
