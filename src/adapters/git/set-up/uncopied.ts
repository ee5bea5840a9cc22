import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readText } from '../../disk/read-file.ts';
import type { RunTool, ToolOptions } from '../../tool.ts';
import { gitEnvironment } from '../environment.ts';
import { findGitPlace } from '../place/git-place.ts';
import { readingTool } from '../reading.ts';
import type { Git } from '../worktree/unfinished.ts';
import { IGNORED, INCLUDE_FILE, OWN_SECRET } from './copy-ignored.ts';

const LIMIT_MS = 10_000;
const ENV_FILE = /^\.env(?:\.[\w-]+)*$/;

/**
 * Ignored `.env` files at the top of a repository that no `.worktreeinclude` speaks for: programs that need one
 * fail in a new worktree. Those with samocode's own secrets are not meant for programs.
 */
export async function uncopiedEnvFiles(
  mainRepo: string,
  how: Pick<ToolOptions, 'env' | 'stop' | 'kill'> & {
    readonly runTool: RunTool;
    /** Files with samocode's own settings. */
    readonly except: readonly string[];
  },
): Promise<readonly string[]> {
  const place = findGitPlace(mainRepo);
  if (place.kind !== 'work-tree') return [];
  const { root: cwd } = place;
  if (existsSync(join(cwd, INCLUDE_FILE))) return [];
  const { runTool, env, except, ...stops } = how;
  const names = readdirSync(cwd).filter((name) => {
    const path = join(cwd, name);
    return ENV_FILE.test(name) && !except.includes(path) && !hasOwnSecret(path);
  });
  if (names.length === 0) return [];
  const args = [...IGNORED, '--exclude-standard', '--', ...names];
  const options = { ...stops, cwd, env: gitEnvironment(env), timeoutMs: LIMIT_MS, graceMs: 0 };
  const { ok, stdout } = await readingTool(runTool)('git', args, options);
  return ok ? stdout.split('\0').filter((name) => ENV_FILE.test(name)) : [];
}

/** More are not kept: they go into each prompt. */
const KEPT = 100;

/**
 * Ignored files and folders (with a slash at the end) below the top of a repository, those near the top first;
 * without samocode's own, and without folders that hold a path of `except`.
 */
export async function ignoredPaths(
  git: Git,
  root: string,
  except: readonly string[],
): Promise<readonly string[]> {
  const { ok, stdout } = await git([...IGNORED, '--exclude-standard', '--directory']);
  if (!ok) return [];
  const isOthers = (path: string): boolean => {
    const name = basename(path);
    if (name === '' || name === '.samocode') return false;
    const whole = join(root, path);
    if (except.some((one) => `${one}/`.startsWith(whole))) return false;
    return !(ENV_FILE.test(name) && hasOwnSecret(whole));
  };
  const depth = (path: string): number => path.split('/').length;
  const found = stdout.split('\0').filter(isOthers);
  return found.toSorted((one, other) => depth(one) - depth(other)).slice(0, KEPT);
}

function hasOwnSecret(path: string): boolean {
  return OWN_SECRET.test(readText(path));
}
