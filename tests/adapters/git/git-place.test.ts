import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findGitPlace } from '../../../src/adapters/git/place/git-place.ts';

let folder: string;
let repo: string;

function git(cwd: string, ...args: readonly string[]): void {
  const own = ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'init.defaultBranch=main'];
  const env = { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1' };
  execFileSync('git', [...own, ...args], { cwd, env, stdio: 'pipe' });
}

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'samocode-git-')));
  repo = join(folder, 'repo');
  mkdirSync(join(repo, 'src', 'deep'), { recursive: true });
  git(repo, 'init', '-q');
  git(repo, 'commit', '-q', '--allow-empty', '-m', 'first');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('findGitPlace', () => {
  it('finds a repository from its root and from any folder in it', () => {
    const place = { kind: 'work-tree', root: repo, gitDir: join(repo, '.git') };
    expect(findGitPlace(repo)).toEqual(place);
    expect(findGitPlace(join(repo, 'src', 'deep'))).toEqual(place);
  });

  it('finds a linked work tree by its .git file', () => {
    const linked = join(folder, 'linked');
    git(repo, 'worktree', 'add', '-q', linked);
    expect(findGitPlace(linked)).toEqual({
      kind: 'work-tree',
      root: linked,
      gitDir: join(repo, '.git', 'worktrees', 'linked'),
    });
  });

  it('says of a linked work tree whose repository is gone that it is broken', () => {
    const lost = join(folder, 'lost');
    git(repo, 'worktree', 'add', '-q', lost);
    renameSync(join(repo, '.git', 'worktrees', 'lost'), join(folder, 'elsewhere'));
    expect(findGitPlace(lost)).toEqual({ kind: 'broken', path: join(lost, '.git') });
  });

  it('knows a bare repository, a repository made bare, and the inside of .git', () => {
    const bare = join(folder, 'bare.git');
    git(folder, 'init', '-q', '--bare', bare);
    expect(findGitPlace(bare)).toEqual({ kind: 'bare', path: bare });
    expect(findGitPlace(join(bare, 'refs'))).toEqual({ kind: 'bare', path: bare });
    const made = join(folder, 'made');
    git(folder, 'init', '-q', made);
    git(made, 'config', 'core.bare', 'true');
    expect(findGitPlace(made)).toEqual({ kind: 'bare', path: made });
    const inside = join(repo, '.git');
    expect(findGitPlace(inside)).toEqual({ kind: 'git-dir', path: inside });
  });

  it('is not taken in by an empty .git folder, and finds nothing where nothing is', () => {
    const empty = join(folder, 'empty');
    mkdirSync(join(empty, '.git'), { recursive: true });
    expect(findGitPlace(empty)).toEqual({ kind: 'none' });
    const odd = join(folder, 'odd');
    mkdirSync(odd);
    writeFileSync(join(odd, '.git'), 'hello');
    expect(findGitPlace(odd)).toEqual({ kind: 'broken', path: join(odd, '.git') });
  });
});
