import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { branchFor } from '../../../src/adapters/git/branches.ts';
import { temporaryFolder } from '../../support/session.ts';

let root = '';
let main = '';
const git = (...args: readonly string[]): void => {
  execFileSync('git', ['-C', main, ...args], { stdio: 'ignore' });
};
const branch = (path: string): string => branchFor(join(main, '.git'), join(root, path), 'login');

beforeEach(() => {
  root = realpathSync(temporaryFolder());
  main = join(root, 'main');
  mkdirSync(main);
  git('init', '-q', '-b', 'trunk');
  git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '--allow-empty', '-m', 'Begin');
});

describe('the branch for a work tree', () => {
  test('is the wanted one, whether it exists or not', () => {
    expect(branch('new')).toBe('login');
    git('branch', 'login');
    expect(branch('new')).toBe('login');
  });

  test('is another one where a work tree has it, the main one included', () => {
    git('switch', '-q', '-c', 'login');
    expect(branch('new')).toBe('login-2');
    git('worktree', 'add', '-q', '-b', 'login-2', join(root, 'first'));
    expect(branch('new')).toBe('login-3');
    expect(branch('first')).toBe('login-2');
  });

  test('is free again when the folder of the work tree is gone', () => {
    git('worktree', 'add', '-q', '-b', 'login', join(root, 'first'));
    expect(branch('new')).toBe('login-2');
    rmSync(join(root, 'first'), { recursive: true });
    expect(branch('new')).toBe('login');
  });

  test('is what stands there once the work tree is there', () => {
    git('worktree', 'add', '-q', '-b', 'mine', join(root, 'first'));
    expect(branch('first')).toBe('mine');
  });
});
