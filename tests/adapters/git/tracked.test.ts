import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isTracked } from '../../../src/adapters/git/place/tracked.ts';
import { git } from '../../support/program.ts';

let root: string;
const at = (...parts: readonly string[]): string => join(root, ...parts);

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'samocode-tracked-')));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

function repository(...options: readonly string[]): void {
  git(root, 'init', '-q', ...options);
  for (const folder of ['a', 'b']) mkdirSync(at(folder));
  for (const name of ['a/.env', 'a/.envrc', 'b/.env', '.samocode', '.env']) {
    writeFileSync(at(name), 'x=1\n');
  }
}

describe('isTracked', () => {
  it.each([
    ['version 2', [], []],
    ['version 4', [], ['update-index', '--index-version', '4']],
    ['a split index', [], ['update-index', '--split-index']],
    ['SHA-256', ['--object-format=sha256'], []],
  ])('reads an index of %s as git does', (_name, options, change) => {
    repository(...options);
    git(root, 'add', 'a', '.samocode');
    if (change.length > 0) git(root, ...change);
    expect(isTracked(at('a/.env'))).toBe(true);
    expect(isTracked(at('.samocode'))).toBe(true);
    expect(isTracked(at('b/.env'))).toBe(false);
    expect(isTracked(at('.env'))).toBe(false);
  });

  it('finds nothing tracked without a repository or an index', () => {
    writeFileSync(at('.env'), 'x=1\n');
    expect(isTracked(at('.env'))).toBe(false);
    git(root, 'init', '-q');
    expect(isTracked(at('.env'))).toBe(false);
  });

  it('trusts no file where the index is damaged', () => {
    repository();
    writeFileSync(at('.git/index'), 'DIRC and no more');
    expect(isTracked(at('.env'))).toBe(true);
  });

  it('follows a link to a tracked file, and sees a tracked link', () => {
    repository();
    git(root, 'add', 'a');
    symlinkSync('a/.env', at('mine'));
    symlinkSync('b/.env', at('theirs'));
    git(root, 'add', 'theirs');
    expect([isTracked(at('mine')), isTracked(at('theirs'))]).toEqual([true, true]);
  });

  it('looks beyond a tracked folder that looks like a bare repository', () => {
    repository();
    for (const name of ['objects', 'refs']) mkdirSync(at('a', name));
    writeFileSync(at('a/HEAD'), 'ref: refs/heads/x\n');
    git(root, 'add', 'a/.env');
    expect(isTracked(at('a/.env'))).toBe(true);
  });

  it('reads the index of a linked worktree', () => {
    repository();
    git(root, 'add', 'a');
    git(root, '-c', 'user.name=t', '-c', 'user.email=t@localhost', 'commit', '-qm', 'One');
    git(root, 'worktree', 'add', '-q', at('w'));
    writeFileSync(at('w/.env'), 'x=1\n');
    expect([isTracked(at('w/a/.env')), isTracked(at('w/.env'))]).toEqual([true, false]);
  });
});
