import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from '../../disk/read-file.ts';
import type { RunTool, ToolOptions } from '../../tool.ts';
import { gitEnvironment } from '../environment.ts';
import { findGitPlace } from '../place/git-place.ts';
import { readingTool } from '../reading.ts';
import { INCLUDE_FILE, OWN_SECRET } from './copy-ignored.ts';

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
    return ENV_FILE.test(name) && !except.includes(path) && !OWN_SECRET.test(readText(path));
  });
  if (names.length === 0) return [];
  const args = ['ls-files', '--others', '--ignored', '--exclude-standard', '-z', '--', ...names];
  const options = { ...stops, cwd, env: gitEnvironment(env), timeoutMs: LIMIT_MS, graceMs: 0 };
  const { ok, stdout } = await readingTool(runTool)('git', args, options);
  return ok ? stdout.split('\0').filter((name) => ENV_FILE.test(name)) : [];
}
