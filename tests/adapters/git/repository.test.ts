import { cpSync, existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { findGitPlace } from '../../../src/adapters/git/place/git-place.ts';
import { openRepository } from '../../../src/adapters/git/repository.ts';
import { runTool } from '../../../src/adapters/process/run-tool.ts';
import type { Repository } from '../../../src/app/ports/repository.ts';
import { git, GIT_ENVIRONMENT } from '../../support/repository.ts';
import { temporaryFolder } from '../../support/session.ts';
import { ensure } from '../../support/worktree.ts';

let root: string;
let main: string;

function newRepository(path: string, branch: string): void {
  mkdirSync(path, { recursive: true });
  git(path, 'init', '-q', '-b', branch);
}

function commit(path: string, text: string): string {
  writeFileSync(join(path, 'file'), text);
  git(path, 'add', '.');
  git(path, 'commit', '-q', '-m', text);
  return git(path, 'rev-parse', 'HEAD');
}

function open(path = main, more: Readonly<Record<string, string>> = {}): Repository {
  const place = findGitPlace(path);
  const gitDir = place.kind === 'work-tree' ? place.gitDir : undefined;
  return openRepository({
    mainRepo: path,
    gitDir,
    environment: { ...GIT_ENVIRONMENT, ...more },
    ownFolders: [],
    runTool,
  });
}

beforeEach(() => {
  root = realpathSync(temporaryFolder());
  main = join(root, 'main');
  newRepository(main, 'trunk');
});

const worktree = (name = 'one'): string => join(root, 'worktrees', name);

describe('a worktree that is made', () => {
  test('starts a new branch at the current one when there is no remote', async () => {
    const head = commit(main, 'first');
    expect(await ensure(open(), worktree(), { wanted: 'feature/one' })).toMatchObject({
      kind: 'create',
    });
    expect(git(worktree(), 'rev-parse', 'HEAD')).toBe(head);
    expect(git(worktree(), 'branch', '--show-current')).toBe('feature/one');
  });

  test("starts at the current branch and not at the remote's, and follows no remote branch", async () => {
    commit(main, 'first');
    const clone = join(root, 'clone');
    git(root, 'clone', '-q', main, clone);
    git(clone, 'checkout', '-q', '-b', 'mine');
    const local = commit(clone, 'local');
    expect(await ensure(open(clone), worktree(), { wanted: 'one' })).toMatchObject({
      kind: 'create',
    });
    expect(git(worktree(), 'rev-parse', 'HEAD')).toBe(local);
    expect(() => git(worktree(), 'rev-parse', '@{upstream}')).toThrow();
  });

  test('starts at the current branch when a remote has no default branch here', async () => {
    const head = commit(main, 'first');
    git(main, 'remote', 'add', 'origin', join(root, 'nowhere'));
    expect(await ensure(open(), worktree(), { wanted: 'one' })).toMatchObject({ kind: 'create' });
    expect(git(worktree(), 'rev-parse', 'HEAD')).toBe(head);
  });

  test('attaches the branch that the session owns, with its commits', async () => {
    commit(main, 'first');
    git(main, 'checkout', '-q', '-b', 'one');
    const head = commit(main, 'second');
    git(main, 'checkout', '-q', 'trunk');
    const owned = { name: 'one' };
    expect(await ensure(open(), worktree(), { owned })).toMatchObject({ kind: 'attach' });
    expect(git(worktree(), 'rev-parse', 'HEAD')).toBe(head);
    expect(git(worktree(), 'branch', '--show-current')).toBe('one');
  });

  test('leaves a branch alone that the session did not make', async () => {
    commit(main, 'first');
    git(main, 'branch', 'one');
    expect(await ensure(open(), worktree())).toMatchObject({ branch: 'one-2', obstacle: 'one' });
    expect(git(worktree(), 'branch', '--show-current')).toBe('one-2');
  });

  test('takes no tag for a branch', async () => {
    const head = commit(main, 'first');
    git(main, 'tag', 'one');
    commit(main, 'second');
    expect(await ensure(open(), worktree(), { wanted: 'one' })).toMatchObject({ kind: 'create' });
    expect(git(worktree(), 'branch', '--show-current')).toBe('one');
    expect(git(worktree(), 'rev-parse', 'HEAD')).not.toBe(head);
  });

  test('says in one line why it cannot, with a command that helps', async () => {
    expect(await ensure(open(), worktree())).toEqual({
      kind: 'refused',
      reason: `${main} has no commit: a worktree needs one`,
      cure: `git -C ${main} commit --allow-empty -m 'Initial commit'`,
    });
    commit(main, 'first');
    const bad = await ensure(open(), worktree(), { wanted: 'bad..name' });
    expect(bad).toMatchObject({
      reason: expect.stringMatching(/^fatal: .*bad\.\.name/) as string,
      cure: expect.stringContaining(`git -C ${main} worktree add`) as string,
    });
    expect(existsSync(worktree())).toBe(false);
  });

  test('says so when there is no git', async () => {
    const end = await ensure(open(main, { PATH: '/nowhere' }), worktree());
    expect(end).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/git/) as string });
  });

  test('is not led astray by what an enclosing git hook has set', async () => {
    commit(main, 'first');
    const other = join(root, 'other');
    newRepository(other, 'trunk');
    const hook = { GIT_DIR: join(other, '.git'), GIT_WORK_TREE: other, GIT_INDEX_FILE: 'x' };
    expect(await ensure(open(main, hook), worktree(), { wanted: 'one' })).toMatchObject({
      kind: 'create',
    });
    expect(git(main, 'worktree', 'list')).toContain(worktree());
  });

  test('works from within another worktree', async () => {
    commit(main, 'first');
    git(main, 'worktree', 'add', '-q', '-b', 'side', worktree('side'));
    expect(await ensure(open(worktree('side')), worktree(), { wanted: 'one' })).toMatchObject({
      kind: 'create',
    });
    expect(git(main, 'worktree', 'list')).toContain(worktree());
  });
});

describe('what is read from files for a session without a recorded base is what git says', () => {
  const current = (path: string): string => git(path, 'branch', '--show-current');

  test('of a fresh repository, of a branch with slashes, of a detached head', () => {
    expect(open().baseBranch()).toBe(current(main));
    commit(main, 'first');
    git(main, 'checkout', '-q', '-b', 'release/1.0');
    expect(open().baseBranch()).toBe(current(main));
    git(main, 'pack-refs', '--all');
    expect(open().baseBranch()).toBe('release/1.0');
    git(main, 'checkout', '-q', '--detach');
    expect(open().baseBranch()).toBe('HEAD');
  });

  test('of a clone and of a worktree of it', () => {
    git(main, 'checkout', '-q', '-b', 'release/2.0');
    commit(main, 'first');
    const clone = join(root, 'clone');
    git(root, 'clone', '-q', main, clone);
    git(clone, 'checkout', '-q', '-b', 'mine');
    git(clone, 'worktree', 'add', '-q', '-b', 'side', worktree('side'));
    const said = git(clone, 'symbolic-ref', '--short', 'refs/remotes/origin/HEAD');
    for (const path of [clone, worktree('side')]) {
      expect(`origin/${open(path).baseBranch()}`).toBe(said);
      const common = git(path, 'rev-parse', '--path-format=absolute', '--git-common-dir');
      expect(open(path).gitDir()).toBe(common);
    }
  });

  test('of a worktree without a remote: its own branch', () => {
    commit(main, 'first');
    git(main, 'worktree', 'add', '-q', '-b', 'side', worktree('side'));
    expect(open(worktree('side')).baseBranch()).toBe('side');
  });

  test('of no repository at all', () => {
    const repository = openRepository({
      mainRepo: root,
      gitDir: undefined,
      environment: GIT_ENVIRONMENT,
      ownFolders: [],
      runTool,
    });
    expect(repository.baseBranch()).toBe('HEAD');
    expect(repository.gitDir()).toBeUndefined();
  });
});

describe('the git folders for the commits of a worktree', () => {
  test('are its own and the shared ones that exist, without config, hooks and info', async () => {
    commit(main, 'first');
    await ensure(open(), worktree(), { wanted: 'one' });
    const shared = ['objects', 'refs', 'logs', 'worktrees/one'];
    expect(open().gitFoldersForCommits(worktree())).toEqual(
      shared.map((name) => join(main, '.git', name)),
    );
  });

  test('are found when the paths contain a newline', async () => {
    main = join(root, 'with a\nnewline');
    newRepository(main, 'trunk');
    commit(main, 'first');
    const path = join(main, 'worktrees\n', 'one');
    expect(await ensure(open(), path, { wanted: 'one' })).toMatchObject({ kind: 'create' });
    expect(open().gitFoldersForCommits(path)).toContain(join(main, '.git/worktrees/one'));
  });

  test('are none when the .git file leads to another folder or to another worktree', async () => {
    commit(main, 'first');
    await ensure(open(), worktree(), { wanted: 'one' });
    await ensure(open(), worktree('two'), { wanted: 'two' });
    const own = join(main, '.git/worktrees/one');
    const elsewhere = join(root, 'elsewhere');
    cpSync(own, elsewhere, { recursive: true });
    writeFileSync(join(elsewhere, 'commondir'), `${join(main, '.git')}\n`);
    for (const target of [root, join(main, '.git'), elsewhere, own.replace(/one$/, 'two')]) {
      writeFileSync(join(worktree(), '.git'), `gitdir: ${target}\n`);
      expect([target, open().gitFoldersForCommits(worktree())]).toEqual([target, []]);
      expect(open().gitDirOf(worktree())).toBeUndefined();
    }
  });
});
