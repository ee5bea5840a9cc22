import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { NEVER } from '../../../app/ports/repository.ts';
import type { CleanedWorktree } from '../../../domain/logs/clean-plan.ts';
import type { RunTool } from '../../tool.ts';
import { complaintOf } from '../complaint.ts';
import { gitEnvironment } from '../environment.ts';
import { patientGit } from '../patient-git.ts';
import { commonDirOf } from '../place/folders.ts';
import { findGitPlace } from '../place/git-place.ts';
import { readingTool } from '../reading.ts';
import { commitAt } from './start.ts';
import { type Git, registered } from './unfinished.ts';
import { lookAtWorktree } from './worktree-look.ts';

const LIMIT_MS = 10 * 60_000;
/** Also changes within submodules, with any settings. */
const STATUS = ['status', '--porcelain', '--untracked-files=normal', '--ignore-submodules=none'];

export interface CleanOptions {
  readonly mainRepo: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly runTool: RunTool;
  readonly isDry: boolean;
}

/** The worktree of a session that is done. */
export interface DoneWorktree {
  readonly path: string;
  /** The branch that the session owns, and the branch that it started from; undefined: there is no record. */
  readonly branch: string | undefined;
  readonly base: string | undefined;
}

/**
 * Removes a worktree whose branch is merged into its base, by `git worktree remove` without force, then the branch
 * by `git branch -d`. Returns undefined if there is no worktree.
 */
export async function cleanWorktree(
  { mainRepo, environment, runTool, isDry }: CleanOptions,
  done: DoneWorktree,
): Promise<CleanedWorktree | undefined> {
  const { path, branch = '' } = done;
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined;
  const stays = (why: string): CleanedWorktree => ({ path, isRemoved: false, branch: null, why });
  const env = gitEnvironment(environment);
  const gitBy =
    (tool: RunTool) =>
    (cwd: string): Git =>
    async (args) =>
      await tool('git', args, { cwd, env, timeoutMs: LIMIT_MS, graceMs: 0, ...NEVER });
  const why = await whyKept(gitBy(readingTool(runTool)), mainRepo, done);
  if (why !== undefined) return stays(why);
  const removed = { path, isRemoved: true, branch, why: null };
  if (isDry) return removed;
  const git = patientGit(gitBy(runTool)(mainRepo), NEVER.stop);
  const gone = await git(['worktree', 'remove', path]);
  if (!gone.ok) return stays(complaintOf(gone.stderr) ?? 'git does not remove it');
  const deleted = await git(['branch', '-d', branch]);
  if (deleted.ok) return removed;
  return { ...removed, branch: null, why: complaintOf(deleted.stderr) ?? 'git keeps the branch' };
}

/** Why a worktree must stay; undefined: all of it is in its base. */
async function whyKept(
  gitIn: (cwd: string) => Git,
  mainRepo: string,
  { path, branch, base }: DoneWorktree,
): Promise<string | undefined> {
  const found = lookFor(mainRepo, path);
  if ('why' in found) return found.why;
  if (branch === undefined || base === undefined) return 'there is no record that samocode made it';
  if (found.branch !== branch)
    return `it is on ${found.branch ?? 'no branch'}, and its session made ${branch}`;
  const status = await gitIn(path)(STATUS);
  if (!status.ok) return complaintOf(status.stderr) ?? 'git does not say whether it has changes';
  const count = status.stdout.split('\n').filter((line) => line !== '').length;
  if (count > 0) return `it has uncommitted work (${count === 1 ? '1 file' : `${count} files`})`;
  const isMergedNow = await isMerged(gitIn(mainRepo), branch, base);
  return isMergedNow
    ? undefined
    : `${branch} is not merged into ${base}, as far as this repository knows`;
}

/** The branch of a complete, unlocked worktree of the repository, or why it stays. */
function lookFor(
  mainRepo: string,
  path: string,
): { readonly branch: string | null | undefined } | { readonly why: string } {
  const git = findGitPlace(mainRepo);
  if (git.kind !== 'work-tree') return { why: 'MAIN_REPO is no git work tree' };
  const commonDir = commonDirOf(git.gitDir);
  const kept = registered(commonDir, path);
  if (kept !== undefined && existsSync(join(kept, 'locked'))) return { why: 'it is locked' };
  const look = lookAtWorktree({ mainRepo, commonDir, path });
  if (look.kind === 'refused') return { why: look.reason };
  if (look.kind !== 'whole') return { why: 'git was killed while it made or removed it' };
  if (kept === undefined) return { why: 'it is no worktree of MAIN_REPO' };
  return { branch: look.branch };
}

/** Whether the base, or its upstream, has every commit of the branch. */
async function isMerged(git: Git, branch: string, base: string): Promise<boolean> {
  const commit = await commitAt(git, `refs/heads/${branch}`);
  if (commit === undefined) return false;
  const targets = [`refs/heads/${base}`, `${base}@{upstream}`, `refs/remotes/${base}`];
  for (const target of targets) {
    const there = await commitAt(git, target);
    if (there === undefined) continue;
    if ((await git(['merge-base', '--is-ancestor', commit, there])).ok) return true;
  }
  return false;
}
