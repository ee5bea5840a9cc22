import { join } from 'node:path';
import type { Repository, Stops } from '../../app/ports/repository.ts';
import type { Refusal } from '../../app/ports/worktree.ts';
import { joinShellWords } from '../../domain/text/shell-words.ts';
import { readText } from '../disk/read-file.ts';
import type { RunTool } from '../tool.ts';
import { contentLook } from './content/content.ts';
import { gitEnvironment } from './environment.ts';
import { commitOf, headReader } from './head.ts';
import { patientGit } from './patient-git.ts';
import { commonDirOf } from './place/folders.ts';
import { readingTool } from './reading.ts';
import { refused } from './refusal.ts';
import { fillWorktree, foundSubmodules } from './worktree/fill-worktree.ts';
import { gitFoldersForCommits, ownGitDir } from './worktree/own-git-dir.ts';
import type { Git } from './worktree/unfinished.ts';
import { watchWorkTree } from './worktree/work-tree-watch.ts';
import { makeWorktree } from './worktree/worktree-make.ts';
import { planWorktree } from './worktree/worktree-plan.ts';

export interface RepositoryOptions {
  /** The repository's work tree. */
  readonly mainRepo: string;
  /** Its git folder; of a linked work tree, that work tree's own. Undefined: not found. */
  readonly gitDir: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folders that samocode itself writes to; they may be inside a work tree. */
  readonly ownFolders: readonly string[];
  readonly runTool: RunTool;
  /** Runs git on files that an agent wrote and that can name programs for git to run; `runTool`. */
  readonly lookTool?: RunTool;
}

const WORKTREE_LIMITS = {
  /** A checkout of a large repository on a slow disk takes its time. */
  timeoutMs: 10 * 60_000,
  /** Lists of files. */
  limitBytes: 64 * 1024 * 1024,
  /** The time for a stopped git to remove its unfinished worktree. */
  graceMs: 600,
};

/** The little of git that samocode does itself: read where work starts, add the worktree, see what changed. */
export function openRepository(options: RepositoryOptions): Repository {
  const { mainRepo, runTool } = options;
  const commonDir = options.gitDir === undefined ? undefined : commonDirOf(options.gitDir);
  const env = gitEnvironment(options.environment);
  const gitUntil = ({ stop, kill }: Stops, tool = runTool): Git => {
    const limits = { ...WORKTREE_LIMITS, cwd: mainRepo, stop, kill };
    const once: Git = async (args, more = {}) => {
      if (stop.aborted) return { ok: false, stdout: '', stderr: 'git was stopped' };
      return await tool('git', args, { ...limits, env: { ...env, ...more } });
    };
    return patientGit(once, stop);
  };
  return {
    gitDir: () => commonDir,
    gitDirOf: (workTree) => (commonDir === undefined ? undefined : ownGitDir(commonDir, workTree)),
    gitFoldersForCommits: (workTree) =>
      commonDir === undefined ? [] : gitFoldersForCommits(commonDir, workTree),
    watchWorkTree: (folder) => watchWorkTree(mainRepo, folder),
    ...headReader(),
    content: contentLook({
      runTool: options.lookTool ?? runTool,
      environment: env,
      ownFolders: options.ownFolders,
    }),
    baseBranch: () => remoteBranch(commonDir) ?? branchOf(options.gitDir, 'HEAD') ?? 'HEAD',
    planWorktree: async (request, stops) =>
      commonDir === undefined
        ? noRepository(mainRepo)
        : await planWorktree(
            gitUntil(stops, readingTool(runTool)),
            { mainRepo, commonDir, path: request.path },
            request,
          ),
    makeWorktree: async (path, task, stops) =>
      commonDir === undefined
        ? noRepository(mainRepo)
        : await makeWorktree(
            { git: gitUntil(stops), reading: gitUntil(stops, readingTool(runTool)) },
            { mainRepo, commonDir, path },
            task,
            stops,
          ),
    fillWorktree: (path, base, stops) => fillWorktree(gitUntil(stops), { mainRepo, path }, base),
    foundSubmodules,
  };
}

/** The remote's default branch, unless its ref is gone. */
function remoteBranch(commonDir: string | undefined): string | undefined {
  const branch = branchOf(commonDir, 'refs/remotes/origin/HEAD');
  if (commonDir === undefined || branch === undefined) return undefined;
  const commit = commitOf({ gitDir: commonDir, commonDir }, `refs/remotes/${branch}`);
  return commit === 'unborn' ? undefined : branch.replace(/^origin\//, '');
}

function noRepository(mainRepo: string): Refusal {
  return refused(
    `${mainRepo} is not a git repository`,
    joinShellWords(['git', '-C', mainRepo, 'status']),
  );
}

/** The branch that a symbolic ref names, without `refs/heads/` or `refs/remotes/`. */
function branchOf(gitDir: string | undefined, ref: string): string | undefined {
  if (gitDir === undefined) return undefined;
  const [, target] =
    /^ref: refs\/(?:heads|remotes)\/(.+)$/m.exec(readText(join(gitDir, ref))) ?? [];
  // Git writes this name where the refs are kept in another format.
  return target === '.invalid' ? undefined : target?.trim();
}
