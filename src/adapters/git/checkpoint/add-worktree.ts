import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gitEnvironment } from '../environment.ts';
import { type CheckpointPlace, type GitLimits, openRawGit, openRefsGit } from './raw-git.ts';
import { stdoutOf } from './stdout-of.ts';

/** Adds a worktree whose index and files are two trees of the repository; undefined: an empty one. */
export async function addWorktree(
  place: Omit<CheckpointPlace, 'ownDir'>,
  of: {
    /** The last words of `git worktree add`. */
    readonly add: readonly string[];
    readonly index: string | undefined;
    readonly files: string | undefined;
  },
  limits: GitLimits,
): Promise<void> {
  const { workTree, commonDir, environment, runTool } = place;
  await withOwnDir(async (ownDir) => {
    const refs = openRefsGit({ ...place, ownDir, workTree: commonDir }, limits);
    const absolute = ['-c', 'worktree.useRelativePaths=false'];
    await stdoutOf(refs([...absolute, 'worktree', 'add', '--no-checkout', ...of.add]));
    // The index of the new worktree: without it git would call every file deleted.
    const read = ['-c', 'core.hooksPath=/dev/null', 'read-tree', of.index ?? '--empty'];
    const index = { cwd: workTree, env: gitEnvironment(environment), ...limits, graceMs: 0 };
    await stdoutOf(runTool('git', read, index));
    await checkOut({ ...place, ownDir }, of.files, limits);
  });
}

/** Does something with a git folder of samocode's own, which is gone afterwards. */
export async function withOwnDir(work: (ownDir: string) => Promise<void>): Promise<void> {
  const ownDir = mkdtempSync(join(tmpdir(), 'samocode-restore-'));
  try {
    await work(ownDir);
  } finally {
    rmSync(ownDir, { recursive: true, force: true });
  }
}

/** Writes the files of a tree as they are, byte for byte. */
export async function checkOut(
  place: CheckpointPlace,
  tree: string | undefined,
  limits: GitLimits,
): Promise<void> {
  const raw = openRawGit(place, limits);
  await stdoutOf(raw(['read-tree', tree ?? '--empty']));
  await stdoutOf(raw(['checkout-index', '--all', '--force']));
}
