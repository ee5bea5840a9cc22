import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Refusal } from '../../app/ports/worktree.ts';
import { gitSaysDiskFull } from '../../domain/run/disk-words.ts';
import { joinShellWords } from '../../domain/text/shell-words.ts';
import { isSamePath } from '../disk/real-path.ts';
import { NOT_ON_PATH } from '../tool.ts';
import { refused } from './refusal.ts';

/** Another git that works in the repository holds these for a moment. */
const LOCKED = /Unable to create '(.+\.lock)': File exists/;
/**
 * Git makes this file empty and fills it then; every other git of the repository that lists the worktrees in between
 * ends (setup.c, get_common_dir_noenv).
 */
const HALF_MADE = /fatal: failed to read (.*worktrees\/.+\/commondir)/;
/** The second form appears if another process created the branch after this one had checked. */
const BRANCH_EXISTS =
  /fatal: (?:a branch named '.+' already exists|cannot lock ref 'refs\/heads\/.+': reference already exists)/;
const HELD = /fatal: '(.+)' is already (?:checked out|used by worktree) at '(.+)'/;
const OWNER = /fatal: (?:detected dubious ownership|unsafe repository).*?'(.+?)'/;

/** Whether another git is at work in the repository: the same command may succeed a moment later. */
export function isRepositoryBusy(stderr: string): boolean {
  return LOCKED.test(stderr) || HALF_MADE.test(stderr);
}

export function isBranchTaken(stderr: string): boolean {
  return BRANCH_EXISTS.test(stderr);
}

/** The line of git's stderr that has the cause; undefined: it says nothing. */
export function complaintOf(stderr: string): string | undefined {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter(
      (line) => line !== '' && !/^(?:Preparing worktree|HEAD is now at|warning:|hint:)/.test(line),
    );
  const starts = (word: string): string | undefined => lines.find((line) => line.startsWith(word));
  return starts('fatal:') ?? starts('error:') ?? lines.at(-1);
}

/**
 * The reason for git's refusal in one line, and the command that helps; `by` is the command that a
 * person can try.
 */
export function refusalOf(
  stderr: string,
  { mainRepo, by }: { readonly mainRepo: string; readonly by?: readonly string[] },
): Refusal {
  const reason = complaintOf(stderr) ?? 'git failed without a word';
  if (stderr.startsWith(NOT_ON_PATH))
    return refused(reason, 'install git, or name its folder in PATH');
  const noSpace = stderr.split('\n').find(gitSaysDiskFull);
  if (noSpace !== undefined) {
    const cure = joinShellWords(['df', '-h', mainRepo]);
    return { ...refused(noSpace.trim(), cure), isDiskFull: true };
  }
  const [, owned] = OWNER.exec(stderr) ?? [];
  if (owned !== undefined) {
    const cure = ['git', 'config', '--global', '--add', 'safe.directory', owned];
    return refused(
      `git refuses ${owned}, which another user owns: ${reason}`,
      joinShellWords(cure),
    );
  }
  const [, lock] = LOCKED.exec(stderr) ?? [];
  if (lock !== undefined) {
    const remove = joinShellWords(['rm', lock]);
    return refused(reason, `when no git is running in ${mainRepo}: ${remove}`);
  }
  const [, halfMade] = HALF_MADE.exec(stderr) ?? [];
  if (halfMade !== undefined) {
    const fill = `echo ../.. > ${joinShellWords([resolve(mainRepo, halfMade)])}`;
    return refused(reason, `when no git is running in ${mainRepo}: ${fill}`);
  }
  const [, branch = '', at] = HELD.exec(stderr) ?? [];
  if (at !== undefined) return heldElsewhere(branch, at);
  return refused(reason, joinShellWords(by ?? ['git', '-C', mainRepo, 'status']));
}

/** The worktree that lacks its branch. */
interface WantedTree {
  readonly mainRepo: string;
  readonly path: string;
  /** The folder of all sessions. */
  readonly sessions: string | undefined;
  /** A branch that does not exist. */
  readonly free: string;
}

/** Git lets no two work trees have one branch. */
export function heldElsewhere(branch: string, at: string, wanted?: WantedTree): Refusal {
  const reason = `the session's branch ${branch} is checked out in ${at}`;
  const inMain = ['git', '-C', wanted?.mainRepo ?? at, 'worktree'];
  if (!existsSync(at)) {
    const forget = joinShellWords([...inMain, 'remove', at]);
    return refused(`${reason}, which is not there`, `mount its disk, or: ${forget}`);
  }
  const detach = joinShellWords(['git', '-C', at, 'switch', '--detach']);
  if (wanted === undefined) return refused(reason, detach);
  const move = joinShellWords([...inMain, 'move', at, wanted.path]);
  switch (treeAt(at, wanted)) {
    case 'own':
      return refused(reason, move);
    case 'of a session': {
      const add = ['add', '-b', wanted.free, wanted.path, branch];
      const why = `${reason}, the worktree of session ${basename(at)}: one folder is a copy of the other`;
      return refused(why, joinShellWords([...inMain, ...add]));
    }
    case 'of no session':
      return refused(`${reason}: was the session's folder renamed?`, move);
    case 'other':
      return refused(reason, detach);
  }
}

type HeldTree = 'own' | 'of a session' | 'of no session' | 'other';

/** Whose worktree it is, as far as its place tells. */
function treeAt(at: string, { path, sessions }: WantedTree): HeldTree {
  // From before WORKTREES was changed.
  if (basename(at) === basename(path)) return 'own';
  if (sessions === undefined || !isSamePath(dirname(at), dirname(path))) return 'other';
  return existsSync(join(sessions, basename(at))) ? 'of a session' : 'of no session';
}
