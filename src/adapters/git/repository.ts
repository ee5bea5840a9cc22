import { join } from 'node:path';
import type { Repository, Stops } from '../../app/ports.ts';
import { branchFor } from './branches.ts';
import { contentLook } from './content.ts';
import { gitEnvironment } from './environment.ts';
import { commonDirOf, linkedGitDir, readText } from './folders.ts';
import { headReader } from './head.ts';
import type { RunTool } from './tool.ts';
import { clearUnfinished, isWorktree, type Git } from './unfinished.ts';

export interface RepositoryOptions {
  /** The repository's work tree. */
  readonly mainRepo: string;
  /** Its git folder; of a linked work tree, that work tree's own. Undefined: not found. */
  readonly gitDir: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folders that samocode itself writes in; they may stand within a work tree. */
  readonly ownFolders: readonly string[];
  readonly runTool: RunTool;
}

/** A checkout of a large repository on a slow disk takes its time. */
const WORKTREE_LIMIT_MS = 10 * 60_000;
/** Who was asked to end before it began makes what can be made at once: the iteration is paid for. */
const HASTY_LIMIT_MS = 3000;
/** Asked to end, git takes away what it has made of a worktree. */
const CLEAN_UP_MS = 5000;

/** The little of git that samocode does itself: read where work starts, add the worktree, see what changed. */
export function openRepository(options: RepositoryOptions): Repository {
  const { mainRepo, runTool } = options;
  const commonDir = options.gitDir === undefined ? undefined : commonDirOf(options.gitDir);
  const env = gitEnvironment(options.environment);
  const gitUntil = ({ stop: asked, kill }: Stops): Git => {
    const isHasty = asked.aborted;
    const stop = isHasty ? kill : asked;
    const timeoutMs = isHasty ? HASTY_LIMIT_MS : WORKTREE_LIMIT_MS;
    const limits = { cwd: mainRepo, timeoutMs, stop, kill, graceMs: CLEAN_UP_MS };
    return async (args, more = {}) => {
      if (stop.aborted) return { ok: false, stdout: '', stderr: 'git was stopped' };
      return await runTool('git', args, { ...limits, env: { ...env, ...more } });
    };
  };
  const remoteBranch = (): string | undefined => branchOf(commonDir, 'refs/remotes/origin/HEAD');

  return {
    gitDir: () => commonDir,
    gitDirOf: (workTree) => linkedGitDir(workTree) ?? options.gitDir,
    ...headReader(),
    content: contentLook({ runTool, environment: env, ownFolders: options.ownFolders }),
    baseBranch: () =>
      remoteBranch()?.replace(/^origin\//, '') ?? branchOf(options.gitDir, 'HEAD') ?? 'HEAD',
    branchFor: (path, wanted) =>
      commonDir === undefined ? wanted : branchFor(commonDir, path, wanted),
    isWorktree,
    async addWorktree(path, branch, stops) {
      const git = gitUntil(stops);
      const kept =
        commonDir === undefined
          ? undefined
          : await clearUnfinished(git, commonDir, { path, branch });
      if (kept !== undefined) return kept;
      // A worktree whose folder somebody removed would still hold its branch.
      await git(['worktree', 'prune']);
      const known = await git(['rev-parse', '--verify', '--quiet', `refs/heads/${branch}`]);
      const start = remoteBranch() ?? 'HEAD';
      const target = known.ok ? [path, branch] : ['--no-track', '-b', branch, path, start];
      const added = await git(['worktree', 'add', ...target]);
      if (added.ok) return undefined;
      const lines = added.stderr.trim().split('\n');
      return lines.find((line) => /^(fatal|error):/.test(line)) ?? lines.at(-1) ?? 'git failed';
    },
  };
}

/** The branch that a symbolic ref names, without `refs/heads/` or `refs/remotes/`. */
function branchOf(gitDir: string | undefined, ref: string): string | undefined {
  if (gitDir === undefined) return undefined;
  const [, target] =
    /^ref: refs\/(?:heads|remotes)\/(.+)$/m.exec(readText(join(gitDir, ref))) ?? [];
  return target?.trim();
}
