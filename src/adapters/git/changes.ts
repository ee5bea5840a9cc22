import { LOG_FORMAT, readCommits } from '../../domain/report/commit-log.ts';
import type { Changes } from '../../domain/report/report.ts';
import type { Commit } from '../../domain/report/story.ts';
import { monotonicMs } from '../monotonic.ts';
import type { RunTool } from '../tool.ts';
import { gitEnvironment } from './environment.ts';
import { readingTool } from './reading.ts';

/** Where a session's work lies. */
export interface BranchWork extends Changes {
  readonly branch: string;
  /** Files that differ from HEAD, not committed; null: unknown, or another branch. */
  readonly uncommitted: number | null;
}

/** Asks git for the changes of commits, for a report; read-only. */
export interface ChangeReader {
  /** Undefined where the commits are gone, or it took too long. */
  readonly between: (before: string, after: string) => Promise<Changes | undefined>;
  /** The work of a branch, of HEAD unless told, that another does not have; undefined if git does not tell. */
  readonly over: (base: string, tip?: string) => Promise<BranchWork | undefined>;
  /** The commits that the base does not have, the oldest first: the newest of them where there are many. */
  readonly commitsOver: (base: string, tip?: string) => Promise<readonly Commit[] | undefined>;
}

export interface ChangeOptions {
  /** A folder of the work tree, which need not be there. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly runTool: RunTool;
  /** The limit for all calls together; the result of a later call is unknown. */
  readonly limitMs: number;
  readonly stop: AbortSignal;
}

/** An agent can forge a row: only commit ids are passed to git. */
const OBJECT_ID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
/** The empty tree, for a work tree without an earlier commit. */
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** What changed in a repository within is not looked at: its settings are an agent's, and name programs. */
const WITHOUT_NESTED = ['--untracked-files=normal', '--ignore-submodules=dirty'];

export function openChanges(options: ChangeOptions): ChangeReader {
  const git = openGit(options);
  const changes = async (from: string, to: string): Promise<Changes | undefined> => {
    const [commits, stat] = await Promise.all([
      git('rev-list', '--count', ...(from === EMPTY_TREE ? [to] : [`${from}..${to}`]), '--'),
      git('diff', '--shortstat', '--no-ext-diff', '--no-textconv', from, to, '--'),
    ]);
    if (commits === undefined || stat === undefined) return undefined;
    return { commits: Number(commits), ...readShortStat(stat) };
  };
  return {
    between: async (before, after) => {
      const from = before === 'unborn' ? EMPTY_TREE : before;
      if (!OBJECT_ID.test(from) || !OBJECT_ID.test(after)) return undefined;
      return await changes(from, after);
    },
    over: async (base, tip = 'HEAD') => {
      if (base.startsWith('-') || tip.startsWith('-')) return undefined;
      const branch =
        tip === 'HEAD'
          ? await git('rev-parse', '--abbrev-ref', tip)
          : tip.replace(/^refs\/heads\//, '');
      const start = await git('merge-base', base, tip);
      if (branch === undefined || start === undefined) return undefined;
      const brought = await changes(start, tip);
      if (tip !== 'HEAD') return brought && { branch, ...brought, uncommitted: null };
      const status = await git('status', '--porcelain', ...WITHOUT_NESTED);
      const lines = status?.split('\n').filter((line) => line !== '').length ?? null;
      return brought === undefined ? undefined : { branch, ...brought, uncommitted: lines };
    },
    commitsOver: async (base, tip = 'HEAD') => {
      if (base.startsWith('-') || tip.startsWith('-')) return undefined;
      const log = await git('log', ...LOG_FORMAT, `${base}..${tip}`, '--');
      return log === undefined ? undefined : readCommits(log);
    },
  };
}

/** Runs git for its output; undefined where it fails, or the time is up. */
function openGit({ folder, environment, runTool, limitMs, stop }: ChangeOptions) {
  const endsMs = monotonicMs() + limitMs;
  const env = gitEnvironment(environment);
  const read = readingTool(runTool);
  return async (...args: readonly string[]): Promise<string | undefined> => {
    const timeoutMs = Math.ceil(endsMs - monotonicMs());
    if (timeoutMs <= 0) return undefined;
    const how = { cwd: folder, timeoutMs, env, stop, graceMs: 0, kill: stop };
    const { ok, stdout } = await read('git', args, how);
    return ok ? stdout.trim() : undefined;
  };
}

/** ` 3 files changed, 10 insertions(+), 2 deletions(-)`; empty where nothing differs. */
function readShortStat(text: string): Omit<Changes, 'commits'> {
  const count = (of: RegExp): number => Number(of.exec(text)?.[1] ?? 0);
  return {
    files: count(/(\d+) files? changed/),
    insertions: count(/(\d+) insertions?\(/),
    deletions: count(/(\d+) deletions?\(/),
  };
}
