import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Repository } from '../../app/ports.ts';

/** What runs git; the process room's. */
export type RunTool = (
  file: string,
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly timeoutMs: number;
    readonly env?: Readonly<Record<string, string>>;
  },
) => Promise<{ readonly ok: boolean; readonly stdout: string; readonly stderr: string }>;

export interface RepositoryOptions {
  /** The repository's work tree. */
  readonly mainRepo: string;
  /** Its git folder; of a linked work tree, that work tree's own. Undefined: not found. */
  readonly gitDir: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly runTool: RunTool;
}

/** A checkout of a large repository on a slow disk takes its time. */
const WORKTREE_LIMIT_MS = 10 * 60_000;

/** The little of git that samocode does itself: read where work starts, add the worktree. */
export function openRepository(options: RepositoryOptions): Repository {
  const { mainRepo, runTool } = options;
  const commonDir = options.gitDir === undefined ? undefined : commonDirOf(options.gitDir);
  const env = gitEnvironment(options.environment);
  const git = async (
    ...args: readonly string[]
  ): Promise<{ readonly ok: boolean; readonly stdout: string; readonly stderr: string }> =>
    await runTool('git', args, { cwd: mainRepo, timeoutMs: WORKTREE_LIMIT_MS, env });
  const remoteBranch = (): string | undefined => branchOf(commonDir, 'refs/remotes/origin/HEAD');

  return {
    gitDir: () => commonDir,
    gitDirOf: (workTree) => {
      const [, linked] = /^gitdir: (.+)$/m.exec(read(join(workTree, '.git'))) ?? [];
      return linked === undefined ? options.gitDir : resolve(workTree, linked.trim());
    },
    baseBranch: () =>
      remoteBranch()?.replace(/^origin\//, '') ?? branchOf(options.gitDir, 'HEAD') ?? 'HEAD',
    async addWorktree(path, branch) {
      // A worktree whose folder somebody removed would still hold its branch.
      await git('worktree', 'prune');
      const known = await git('rev-parse', '--verify', '--quiet', `refs/heads/${branch}`);
      const start = remoteBranch() ?? 'HEAD';
      const target = known.ok ? [path, branch] : ['--no-track', '-b', branch, path, start];
      const added = await git('worktree', 'add', ...target);
      if (added.ok) return undefined;
      const lines = added.stderr.trim().split('\n');
      return lines.find((line) => /^(fatal|error):/.test(line)) ?? lines.at(-1) ?? 'git failed';
    },
  };
}

/** The branch that a symbolic ref names, without `refs/heads/` or `refs/remotes/`. */
function branchOf(gitDir: string | undefined, ref: string): string | undefined {
  if (gitDir === undefined) return undefined;
  const [, target] = /^ref: refs\/(?:heads|remotes)\/(.+)$/m.exec(read(join(gitDir, ref))) ?? [];
  return target?.trim();
}

/** A linked work tree's git folder names the common one. */
function commonDirOf(gitDir: string): string {
  const named = read(join(gitDir, 'commondir')).trim();
  if (named !== '') return resolve(gitDir, named);
  const parent = dirname(gitDir);
  return basename(parent) === 'worktrees' ? dirname(parent) : gitDir;
}

/** Without what an enclosing git hook may have set, and never asking for a password. */
function gitEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const clean: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && !LOCATION_VARIABLES.has(name)) clean[name] = value;
  }
  return { ...clean, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
}

const LOCATION_VARIABLES = new Set([
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_COMMON_DIR',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
]);

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // Not there: the caller asks for the next best.
  }
}
