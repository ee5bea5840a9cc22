import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openRepository } from '../../../src/adapters/git/repository.ts';
import { runTool } from '../../../src/adapters/process/run-tool.ts';
import { NEVER } from '../../../src/app/ports/repository.ts';
import type { WorktreePlan } from '../../../src/app/ports/worktree.ts';
import { attack } from '../../support/attack.ts';
import { git, GIT_ENVIRONMENT } from '../../support/repository.ts';
import { temporaryFolder } from '../../support/session.ts';
import { ensure, type Ensured } from '../../support/worktree.ts';

let root: string;
let main: string;
let tree: string;
const OWNED = { owned: { name: 'one' } };

function open(mainRepo = main) {
  return openRepository({
    mainRepo,
    gitDir: join(mainRepo, '.git'),
    environment: GIT_ENVIRONMENT,
    ownFolders: [],
    runTool,
  });
}

async function planAt(base: string | undefined): Promise<WorktreePlan> {
  const request = { path: tree, wanted: 'one', owned: undefined, lastCommit: undefined, base };
  return await open().planWorktree(request, NEVER);
}

function commit(path: string, text: string): string {
  writeFileSync(join(path, 'file'), text);
  git(path, 'add', '.');
  git(path, 'commit', '-q', '-m', text);
  return git(path, 'rev-parse', 'HEAD');
}

/** As a run does: a name that is taken may be its own branch, which git made before it failed. */
async function ensureAgain(path: string, name: string): Promise<Ensured> {
  const end = await ensure(open(), path, { wanted: name });
  if (end.kind !== 'taken') return end;
  const owned = { name, madeAt: git(main, 'rev-parse', 'HEAD') };
  return await ensure(open(), path, { wanted: name, owned });
}

/** Pastes a cure into a shell. */
function paste(cure: string | undefined): void {
  execFileSync('sh', ['-c', cure ?? 'false'], { env: GIT_ENVIRONMENT, stdio: 'pipe' });
}

beforeEach(() => {
  root = realpathSync(temporaryFolder());
  main = join(root, 'main repo');
  tree = join(root, 'trees/26-01-02-one');
  mkdirSync(main);
  git(main, 'init', '-q', '-b', 'trunk');
  commit(main, 'first');
});

describe('a worktree that is there', () => {
  beforeEach(() => {
    git(main, 'worktree', 'add', '-q', '-b', 'one', tree);
  });

  test('is used as it is, on the branch it is on', async () => {
    expect(await ensure(open(), tree)).toEqual({ kind: 'ready', branch: 'one' });
    git(tree, 'switch', '-q', '-c', 'other');
    expect(await ensure(open(), tree, OWNED)).toEqual({ kind: 'ready', branch: 'other' });
  });

  test('is used when a person has locked it', async () => {
    git(main, 'worktree', 'lock', '--reason', 'mine', tree);
    expect(await ensure(open(), tree)).toEqual({ kind: 'ready', branch: 'one' });
  });

  test('that was copied with its repository is refused, and the cure leaves the original alone', async () => {
    const there = join(root, 'copy of it');
    mkdirSync(there);
    cpSync(main, join(there, 'main repo'), { recursive: true });
    cpSync(join(root, 'trees'), join(there, 'trees'), { recursive: true });
    const copy = join(there, 'trees/26-01-02-one');
    const repository = open(join(there, 'main repo'));
    const end = await ensure(repository, copy, OWNED);
    expect(end).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('were copied') as string,
    });
    paste(end.cure);
    expect(await ensure(repository, copy, OWNED)).toEqual({ kind: 'ready', branch: 'one' });
    git(copy, 'commit', '-q', '--allow-empty', '-m', 'of the copy');
    expect(git(tree, 'log', '-1', '--format=%s')).toBe('first');
    expect(await ensure(open(), tree, OWNED)).toEqual({ kind: 'ready', branch: 'one' });
  });

  test('is used through a link', async () => {
    renameSync(tree, join(root, 'elsewhere'));
    git(main, 'worktree', 'repair', join(root, 'elsewhere'));
    symlinkSync(join(root, 'elsewhere'), tree);
    expect(await ensure(open(), tree)).toEqual({ kind: 'ready', branch: 'one' });
  });

  test.each([
    ['its repository was moved', 'main 2', 'trees'],
    ['it was moved itself', 'main repo', 'trees 2'],
    ['both were moved', 'main 2', 'trees 2'],
  ])('is refused when %s, with the command that repairs it', async (_, repo, trees) => {
    writeFileSync(join(tree, 'staged'), 'x');
    git(tree, 'add', 'staged');
    renameSync(main, join(root, repo));
    renameSync(join(root, 'trees'), join(root, trees));
    const path = join(root, trees, '26-01-02-one');
    const end = await ensure(open(join(root, repo)), path, OWNED);
    expect(end.reason).toMatch(/was moved/);
    expect(end.cure).toBe(`git -C '${join(root, repo)}' worktree repair ${quoted(path)}`);
    paste(end.cure);
    expect(await ensure(open(join(root, repo)), path, OWNED)).toMatchObject({ kind: 'ready' });
    expect(git(path, 'status', '--porcelain')).toBe('A  staged');
  });

  test.each(['gone', 'garbage'])('is refused when its .git file is %s', async (how) => {
    if (how === 'gone') rmSync(join(tree, '.git'));
    else writeFileSync(join(tree, '.git'), 'x');
    const end = await ensure(open(), tree, OWNED);
    expect(end.reason).toMatch(/lost its \.git file/);
    paste(end.cure);
    expect(await ensure(open(), tree, OWNED)).toMatchObject({ kind: 'ready' });
  });

  test('is refused when it is a copy of the real one', async () => {
    const copy = join(root, 'trees/copy');
    cpSync(tree, copy, { recursive: true });
    expect(await ensure(open(), copy, OWNED)).toMatchObject({
      reason: `${copy} is a copy of the worktree ${tree}`,
      cure: `mv ${copy} ${copy}.old`,
    });
  });

  test('is refused when it was made without its files', async () => {
    const bare = join(root, 'trees/bare');
    git(main, 'worktree', 'add', '-q', '--no-checkout', '-b', 'two', bare);
    const end = await ensure(open(), bare);
    expect(end.reason).toMatch(/without its files/);
    paste(end.cure);
    expect(await ensure(open(), bare)).toEqual({ kind: 'ready', branch: 'two' });
    expect(existsSync(join(bare, 'file'))).toBe(true);
  });
});

const quoted = (path: string): string => (path.includes(' ') ? `'${path}'` : path);

describe('a worktree on no branch', () => {
  beforeEach(() => {
    git(main, 'worktree', 'add', '-q', '-b', 'one', tree);
    commit(tree, 'work');
    git(tree, 'switch', '-q', '--detach', 'HEAD~1');
  });

  test('goes back to the branch of the session where nothing is lost by it', async () => {
    expect(await ensure(open(), tree, OWNED)).toMatchObject({ kind: 'switch', branch: 'one' });
    expect(git(tree, 'log', '-1', '--format=%s')).toBe('work');
  });

  attack(
    'An agent leaves its branch and defines a filter, and samocode plans the way back',
    { modes: ['bypass'], outcome: 'no effect' },
    async () => {
      const hit = join(root, 'hit');
      writeFileSync(join(main, '.git/info/attributes'), '* filter=x\n');
      git(main, 'config', 'filter.x.clean', `touch '${hit}'; cat`);
      // As long as before: only its content can tell.
      writeFileSync(join(tree, 'file'), 'fIrst');
      utimesSync(join(tree, 'file'), 1, 1);
      const request = { path: tree, wanted: 'one', lastCommit: undefined, ...OWNED };
      expect(await open().planWorktree(request, NEVER)).toMatchObject({ kind: 'refused' });
      expect(existsSync(hit)).toBe(false);
    },
  );

  test('is refused with changes in it, or with commits of its own', async () => {
    writeFileSync(join(tree, 'file'), 'mine');
    expect(await ensure(open(), tree, OWNED)).toMatchObject({
      reason: expect.stringContaining('detached HEAD') as string,
      cure: `git -C ${tree} switch one`,
    });
    const head = commit(tree, 'apart');
    const end = await ensure(open(), tree, OWNED);
    expect(end.cure).toBe(`git -C ${tree} switch -c one-2`);
    paste(end.cure);
    expect(await ensure(open(), tree, OWNED)).toEqual({ kind: 'ready', branch: 'one-2' });
    expect(git(main, 'rev-parse', 'one-2')).toBe(head);
  });

  test('is refused while a bisect is under way', async () => {
    git(tree, 'bisect', 'start');
    expect((await ensure(open(), tree, OWNED)).reason).toMatch(/rebase or bisect is under way/);
  });
});

describe('a worktree that is gone', () => {
  let head: string;
  beforeEach(() => {
    git(main, 'worktree', 'add', '-q', '-b', 'one', tree);
    head = commit(tree, 'work');
  });

  test.each(['gone', 'empty', 'forgotten'])('is made again on its branch: %s', async (how) => {
    rmSync(tree, { recursive: true });
    if (how === 'empty') mkdirSync(tree);
    if (how === 'forgotten') git(main, 'worktree', 'prune');
    expect(await ensure(open(), tree, OWNED)).toMatchObject({ kind: 'attach', branch: 'one' });
    expect(git(tree, 'rev-parse', 'HEAD')).toBe(head);
  });

  test('is made again on the branch that it was on last', async () => {
    git(tree, 'switch', '-q', '-c', 'later');
    rmSync(tree, { recursive: true });
    expect(await ensure(open(), tree, OWNED)).toMatchObject({ kind: 'attach', branch: 'later' });
  });

  test('does not give its branch to a session that owns none', async () => {
    rmSync(tree, { recursive: true });
    expect(await ensure(open(), tree)).toMatchObject({ branch: 'one-2', obstacle: 'one' });
    expect(git(tree, 'log', '-1', '--format=%s')).toBe('first');
  });

  test('is refused while a person has locked it', async () => {
    git(main, 'worktree', 'lock', '--reason', 'on the other disk', tree);
    rmSync(tree, { recursive: true });
    const end = await ensure(open(), tree, OWNED);
    expect(end.reason).toMatch(/locked \(on the other disk\)/);
    paste(end.cure);
    expect(await ensure(open(), tree, OWNED)).toMatchObject({ kind: 'attach' });
  });

  test('is refused while its branch is checked out elsewhere', async () => {
    rmSync(tree, { recursive: true });
    git(main, 'worktree', 'prune');
    git(main, 'switch', '-q', 'one');
    const end = await ensure(open(), tree, OWNED);
    expect(end.reason).toBe(`the session's branch one is checked out in ${main}`);
    paste(end.cure);
    expect(await ensure(open(), tree, OWNED)).toMatchObject({ kind: 'attach' });
  });

  test('is refused where it is at the path of an earlier WORKTREES, with the command that moves it', async () => {
    writeFileSync(join(tree, 'half'), 'x');
    mkdirSync(join(root, 'trees 2'));
    const path = join(root, 'trees 2/26-01-02-one');
    const end = await ensure(open(), path, OWNED);
    expect(end.cure).toBe(`git -C '${main}' worktree move ${tree} '${path}'`);
    paste(end.cure);
    expect(await ensure(open(), path, OWNED)).toEqual({ kind: 'ready', branch: 'one' });
    expect(git(path, 'status', '--porcelain')).toBe('?? half');
  });

  test('is refused where the session folder was renamed, and the cure brings the work along', async () => {
    writeFileSync(join(tree, 'half'), 'x');
    const sessions = join(root, 'sessions');
    const path = join(root, 'trees/26-01-02-renamed');
    const end = await ensure(open(), path, { ...OWNED, sessions });
    expect(end.reason).toMatch(/checked out in .*: was the session's folder renamed\?$/);
    paste(end.cure);
    expect(await ensure(open(), path, OWNED)).toEqual({ kind: 'ready', branch: 'one' });
    expect(git(path, 'status', '--porcelain')).toBe('?? half');
  });

  test('is refused where the session folder was copied, and the cure leaves the worktree of the other alone', async () => {
    const sessions = join(root, 'sessions');
    mkdirSync(join(sessions, '26-01-02-one'), { recursive: true });
    const path = join(root, 'trees/26-01-02-copy');
    const end = await ensure(open(), path, { ...OWNED, sessions });
    expect(end.reason).toContain('the worktree of session 26-01-02-one: one folder is a copy');
    paste(end.cure);
    expect(await ensure(open(), path, OWNED)).toEqual({ kind: 'ready', branch: 'one-2' });
    expect(await ensure(open(), tree, OWNED)).toEqual({ kind: 'ready', branch: 'one' });
  });

  test('without a git on PATH is refused with words that say so', async () => {
    const environment = { ...GIT_ENVIRONMENT, PATH: '/no/such/bin' };
    const gitDir = join(main, '.git');
    const repository = openRepository({
      mainRepo: main,
      gitDir,
      environment,
      ownFolders: [],
      runTool,
    });
    expect(await ensure(repository, join(root, 'trees/two'))).toEqual({
      kind: 'refused',
      reason: 'no folder of PATH has git: /no/such/bin',
      cure: 'install git, or name its folder in PATH',
    });
  });

  test('is refused while a worktree that is not visible has its branch', async () => {
    renameSync(join(root, 'trees'), join(root, 'unmounted'));
    const path = join(root, 'elsewhere/26-01-02-one');
    const end = await ensure(open(), path, OWNED);
    expect(end.reason).toMatch(/checked out in .*, which is not there/);
    expect(end.cure).toBe(`mount its disk, or: git -C '${main}' worktree remove ${tree}`);
  });

  test('is refused when its branch is gone with commits that are nowhere else', async () => {
    git(main, 'worktree', 'remove', tree);
    git(main, 'branch', '-q', '-D', 'one');
    const end = await ensure(open(), tree, { ...OWNED, lastCommit: head });
    expect(end.reason).toMatch(/branch one is gone/);
    paste(end.cure);
    expect(await ensure(open(), tree, OWNED)).toMatchObject({ kind: 'attach', branch: 'one' });
    expect(git(tree, 'rev-parse', 'HEAD')).toBe(head);
  });

  test('is refused when its branch is gone and its last commit is unknown', async () => {
    git(main, 'worktree', 'remove', tree);
    git(main, 'branch', '-q', '-D', 'one');
    const end = await ensure(open(), tree, OWNED);
    expect(end.reason).toMatch(/branch one is gone, and no row names its last commit/);
    paste(end.cure?.replace(/^.*: /, ''));
    expect(await ensure(open(), tree, OWNED)).toMatchObject({ kind: 'attach', branch: 'one' });
  });

  test('is made for a session of an earlier version that never had it', async () => {
    git(main, 'worktree', 'remove', tree);
    git(main, 'branch', '-q', '-D', 'one');
    const end = await ensure(open(), tree, { owned: { name: 'one', isAssumed: true } });
    expect(end).toMatchObject({ kind: 'create', branch: 'one' });
  });

  test('starts anew when its branch is gone and all of it is in the base', async () => {
    git(main, 'worktree', 'remove', tree);
    git(main, 'merge', '-q', 'one');
    git(main, 'branch', '-q', '-D', 'one');
    const end = await ensure(open(), tree, { ...OWNED, lastCommit: head });
    expect(end).toMatchObject({ kind: 'create', branch: 'one' });
  });

  test('keeps the git data of other worktrees that are not visible', async () => {
    const mine = join(root, 'disk/mine');
    git(main, 'worktree', 'add', '-q', '-b', 'mine', mine);
    writeFileSync(join(mine, 'half'), 'x');
    git(mine, 'add', 'half');
    renameSync(join(root, 'disk'), join(root, 'unmounted'));
    rmSync(tree, { recursive: true });
    await ensure(open(), tree, OWNED);
    await ensure(open(), join(root, 'trees/two'), { wanted: 'mine' });
    renameSync(join(root, 'unmounted'), join(root, 'disk'));
    expect(git(mine, 'status', '--porcelain')).toBe('A  half');
  });
});

describe('a run that died between its record and git', () => {
  const intent = () => ({ owned: { name: 'one', madeAt: git(main, 'rev-parse', 'trunk') } });

  test('takes the branch that it was about to make', async () => {
    git(main, 'branch', 'one');
    expect(await ensure(open(), tree, intent())).toMatchObject({ kind: 'attach', branch: 'one' });
  });

  test('makes it where git had not begun', async () => {
    expect(await ensure(open(), tree, intent())).toMatchObject({ kind: 'create', branch: 'one' });
  });

  test('leaves it alone where it is somebody else’s by now', async () => {
    const before = intent();
    git(main, 'worktree', 'add', '-q', '-b', 'one', join(root, 'theirs'));
    expect(await ensure(open(), tree, before)).toMatchObject({ kind: 'create', branch: 'one-2' });
    git(main, 'worktree', 'remove', '--force', tree);
    commit(join(root, 'theirs'), 'theirs');
    git(main, 'worktree', 'remove', join(root, 'theirs'));
    expect(await ensure(open(), tree, before)).toMatchObject({ kind: 'create', branch: 'one-3' });
  });
});

describe('what a person put at the path stays as it is', () => {
  const notice = async (): Promise<string> => {
    const before = execFileSync('ls', ['-lAR', root], { encoding: 'utf8' });
    const { kind, reason = '' } = await ensure(open(), tree, OWNED);
    expect(kind).toBe('refused');
    expect(execFileSync('ls', ['-lAR', root], { encoding: 'utf8' })).toBe(before);
    return reason;
  };

  test('a folder with files', async () => {
    mkdirSync(tree, { recursive: true });
    writeFileSync(join(tree, 'mine'), 'x');
    expect(await notice()).toMatch(/has files and is not a worktree/);
  });

  test('a file', async () => {
    mkdirSync(join(root, 'trees'));
    writeFileSync(tree, 'x');
    expect(await notice()).toMatch(/is not a folder/);
  });

  test('a link that leads nowhere', async () => {
    mkdirSync(join(root, 'trees'));
    symlinkSync(join(root, 'nowhere'), tree);
    expect(await notice()).toMatch(/leads to no folder/);
  });

  test('a link to MAIN_REPO', async () => {
    mkdirSync(join(root, 'trees'));
    symlinkSync(main, tree);
    expect(await notice()).toMatch(/is MAIN_REPO itself/);
  });

  test('a repository of its own', async () => {
    git(root, 'clone', '-q', main, tree);
    expect(await notice()).toMatch(/a repository of its own/);
  });

  test('a worktree of another repository, there or gone', async () => {
    const other = join(root, 'other');
    git(root, 'clone', '-q', main, other);
    git(other, 'worktree', 'add', '-q', '-b', 'theirs', tree);
    expect(await notice()).toMatch(/a worktree of another repository/);
    rmSync(other, { recursive: true });
    expect(await notice()).toMatch(/repository of the worktree .* is gone/);
  });

  test('a worktree with changes of which git has no data any more', async () => {
    git(main, 'worktree', 'add', '-q', '-b', 'one', tree);
    writeFileSync(join(tree, 'mine'), 'x');
    rmSync(join(main, '.git/worktrees'), { recursive: true });
    expect(await notice()).toMatch(/no data of it any more .*mine/);
  });
});

describe('git', () => {
  const hook = (text: string): void => {
    const path = join(main, '.git/hooks/post-checkout');
    mkdirSync(join(main, '.git/hooks'), { recursive: true });
    writeFileSync(path, `#!/bin/sh\n${text}\n`);
    chmodSync(path, 0o755);
  };

  test('that complains of a hook although the worktree is complete is a warning', async () => {
    hook('echo husky failed >&2; exit 127');
    const end = await ensure(open(), tree);
    expect(end).toMatchObject({ kind: 'create', complaint: 'husky failed' });
    expect(git(tree, 'status', '--porcelain')).toBe('');
  });

  test('that fails in the middle of a checkout is refused, and tried again on the same branch', async () => {
    writeFileSync(join(main, '.gitattributes'), 'file filter=lfs\n');
    commit(main, 'lfs');
    git(main, 'config', 'filter.lfs.required', 'true');
    git(main, 'config', 'filter.lfs.smudge', 'false');
    const madeAt = git(main, 'rev-parse', 'HEAD');
    expect(await ensure(open(), tree)).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/smudge filter lfs failed/) as string,
    });
    git(main, 'config', 'filter.lfs.smudge', 'cat');
    const end = await ensure(open(), tree, { owned: { name: 'one', madeAt } });
    expect(end).toMatchObject({ kind: 'attach', branch: 'one' });
  });

  test('waits for a lock of another git, and names one that was left behind', async () => {
    const lock = join(main, '.git/refs/heads/one.lock');
    writeFileSync(lock, '');
    const timer = setTimeout(() => {
      rmSync(lock);
    }, 300);
    expect(await ensure(open(), tree)).toMatchObject({ kind: 'create', branch: 'one' });
    clearTimeout(timer);
    writeFileSync(join(main, '.git/refs/heads/two.lock'), '');
    const end = await ensure(open(), join(root, 'trees/two'), { wanted: 'two' });
    expect(end.reason).toMatch(/two\.lock/);
    expect(end.cure).toContain(`rm '${join(main, '.git/refs/heads/two.lock')}'`);
  });

  test('waits for a worktree that another git is making, and fills one that was left half-made', async () => {
    const half = join(main, '.git/worktrees/half');
    git(main, 'worktree', 'add', '-q', '-b', 'half', join(root, 'half'));
    const commonDir = join(half, 'commondir');
    writeFileSync(commonDir, '');
    const timer = setTimeout(() => {
      writeFileSync(commonDir, '../..\n');
    }, 300);
    expect(await ensure(open(), tree)).toMatchObject({ kind: 'create', branch: 'one' });
    clearTimeout(timer);
    writeFileSync(commonDir, '');
    const two = join(root, 'trees/two');
    const end = await ensure(open(), two, { wanted: 'two' });
    expect(end.reason).toMatch(/failed to read .*worktrees.half.commondir/);
    expect(end.cure).toMatch(/^when no git is running in /);
    paste(end.cure?.replace(/^.*?: /, ''));
    expect(await ensure(open(), two, { wanted: 'two' })).toMatchObject({ kind: 'create' });
  });

  test('makes worktrees for twenty sessions that start at once', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `s${index}`);
    const ends = await Promise.all(
      names.map((name) => ensureAgain(join(root, 'trees', name), name)),
    );
    expect(ends.filter(({ kind }) => kind === 'refused')).toEqual([]);
    expect(ends.map(({ branch }) => branch)).toEqual(names);
  });

  test('makes a worktree for each of two sessions that start at once', async () => {
    const paths = ['a', 'b', 'c', 'd'].map((name) => join(root, 'trees', name));
    const ends = await Promise.all(paths.map((path) => ensure(open(), path)));
    const made = ends.filter(({ kind }) => kind === 'create').map(({ branch }) => branch);
    expect(new Set(made).size).toBe(made.length);
    // One whose name was taken meanwhile chooses again.
    expect(ends.every(({ kind }) => kind === 'create' || kind === 'taken')).toBe(true);
  });

  test('has the base that BASE names, however the repository knows it', async () => {
    const first = git(main, 'rev-parse', 'trunk');
    git(main, 'tag', 'v1');
    const origin = join(root, 'origin.git');
    git(root, 'clone', '-q', '--bare', main, origin);
    git(main, 'remote', 'add', 'origin', origin);
    git(main, 'fetch', '-q', 'origin');
    const second = commit(main, 'second');
    for (const [base, start] of [
      ['v1', first],
      ['origin/trunk', first],
      [first.slice(0, 12), first],
      ['trunk', second],
    ] as const) {
      const plan = await planAt(base);
      expect(plan).toMatchObject({ kind: 'create', base: { name: base, commit: start } });
    }
    const end = await planAt('nowhere');
    expect(end).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('nowhere') as string,
    });
    if (end.kind === 'refused') paste(end.cure);
  });

  test('names the commits of the base that no remote has', async () => {
    expect(await planAt(undefined)).toMatchObject({ base: { name: 'trunk' }, unpushed: undefined });
    const origin = join(root, 'origin.git');
    git(root, 'clone', '-q', '--bare', main, origin);
    git(main, 'remote', 'add', 'origin', origin);
    git(main, 'fetch', '-q', 'origin');
    expect(await planAt(undefined)).toMatchObject({ unpushed: undefined });
    for (const text of ['a', 'b', 'c', 'd']) commit(main, text);
    const id = git(main, 'rev-parse', '--short', 'HEAD');
    const plan = await planAt(undefined);
    expect(plan).toMatchObject({ unpushed: { count: 4 } });
    if (plan.kind === 'create') expect(plan.unpushed?.newest[0]).toBe(`${id} d`);
    if (plan.kind === 'create') expect(plan.unpushed?.newest).toHaveLength(3);
  });

  test('of a detached HEAD has the commit as its base', async () => {
    git(main, 'checkout', '-q', '--detach');
    const commit = git(main, 'rev-parse', 'HEAD');
    expect(await planAt(undefined)).toMatchObject({ base: { name: commit, commit } });
  });

  test('that the session owns is attached although BASE is gone', async () => {
    git(main, 'branch', 'one');
    expect(await ensure(open(), tree, { ...OWNED, base: 'gone' })).toMatchObject({
      kind: 'attach',
    });
  });

  test('that has no commit on the current branch is told which branch has one', async () => {
    git(main, 'symbolic-ref', 'HEAD', 'refs/heads/unborn');
    const end = await ensure(open(), tree);
    expect(end.reason).toMatch(/current branch of .* has no commit/);
    paste(end.cure);
    expect(await ensure(open(), tree)).toMatchObject({ kind: 'create' });
  });

  test.runIf(process.getuid?.() === 0)('that refuses a repository of another user', async () => {
    execFileSync('chown', ['-R', '12345', main]);
    const end = await ensure(open(), tree);
    expect(end.reason).toMatch(/another user owns.*dubious ownership/);
    expect(end.cure).toBe(`git config --global --add safe.directory '${main}'`);
  });
});
