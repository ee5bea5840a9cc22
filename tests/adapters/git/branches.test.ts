import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  type BranchName,
  freeBranch,
  listWorktrees,
} from '../../../src/adapters/git/worktree/branches.ts';
import { runTool } from '../../../src/adapters/process/run-tool.ts';
import { NEVER as NEVER_ENDED } from '../../../src/app/ports/repository.ts';
import { git, GIT_ENVIRONMENT } from '../../support/repository.ts';
import { temporaryFolder } from '../../support/session.ts';

let root = '';
let main = '';
const ask = async (args: readonly string[]): ReturnType<typeof runTool> =>
  await runTool('git', args, {
    ...{ graceMs: 0, ...NEVER_ENDED },
    cwd: main,
    timeoutMs: 10_000,
    env: GIT_ENVIRONMENT,
  });
async function free(wanted: string): Promise<BranchName> {
  const worktrees = await listWorktrees(ask, main);
  if ('kind' in worktrees) throw new Error(worktrees.reason);
  return await freeBranch(ask, wanted, worktrees);
}

beforeEach(() => {
  root = realpathSync(temporaryFolder());
  main = join(root, 'main');
  mkdirSync(main);
  git(main, 'init', '-q', '-b', 'trunk');
  git(main, 'commit', '-q', '--allow-empty', '-m', 'Begin');
});

describe('the name of a new branch', () => {
  test('is the wanted one where that is free', async () => {
    expect(await free('login')).toEqual({ branch: 'login', obstacle: undefined });
    git(main, 'tag', 'login');
    git(main, 'branch', 'login-form');
    expect(await free('login')).toEqual({ branch: 'login', obstacle: undefined });
  });

  test('gets the first free number where a branch has it, packed or not', async () => {
    git(main, 'branch', 'login');
    expect(await free('login')).toEqual({ branch: 'login-2', obstacle: 'login' });
    git(main, 'branch', 'login-2');
    git(main, 'pack-refs', '--all');
    expect(await free('login')).toEqual({ branch: 'login-3', obstacle: 'login' });
  });

  test('gets a number where a branch lies below it', async () => {
    git(main, 'branch', 'login/old');
    git(main, 'branch', 'login-2/x');
    expect(await free('login')).toEqual({ branch: 'login-3', obstacle: 'login/old' });
  });

  test('has no slash after the name of a branch', async () => {
    git(main, 'branch', 'me');
    expect(await free('me/login')).toEqual({ branch: 'me-login', obstacle: 'me' });
    git(main, 'branch', 'me-login');
    expect(await free('me/login')).toEqual({ branch: 'me-login-2', obstacle: 'me' });
    expect(await free('you/login')).toEqual({ branch: 'you/login', obstacle: undefined });
  });

  test('differs in more than case where the file system does not tell cases apart', async () => {
    git(main, 'branch', 'LOGIN');
    expect((await free('login')).branch).toBe('login');
    git(main, 'config', 'core.ignorecase', 'true');
    expect(await free('login')).toEqual({ branch: 'login-2', obstacle: 'LOGIN' });
  });

  test('is taken by its own branch beside one in another case', async () => {
    git(main, 'branch', 'LOGIN');
    git(main, 'branch', 'login');
    expect(await free('login')).toEqual({ branch: 'login-2', obstacle: 'login' });
  });

  test('is not that of a branch without a commit in a worktree', async () => {
    git(main, 'worktree', 'add', '-q', '--detach', join(root, 'other'));
    git(join(root, 'other'), 'switch', '-q', '--orphan', 'login');
    expect((await free('login')).branch).toBe('login-2');
  });
});
