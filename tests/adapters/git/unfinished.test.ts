import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openRepository } from '../../../src/adapters/git/repository.ts';
import { lookAtWorktree } from '../../../src/adapters/git/worktree/worktree-look.ts';
import { runTool } from '../../../src/adapters/process/run-tool.ts';
import { attack } from '../../support/attack.ts';
import { git, GIT_ENVIRONMENT } from '../../support/repository.ts';
import { temporaryFolder } from '../../support/session.ts';
import { ensure, type Ensured } from '../../support/worktree.ts';

const FILES = ['a', 'b', 'c', 'd'];
let root: string;
let main: string;
let tree: string;

function open() {
  return openRepository({
    mainRepo: main,
    gitDir: join(main, '.git'),
    environment: GIT_ENVIRONMENT,
    ownFolders: [],
    runTool,
  });
}

beforeEach(() => {
  root = realpathSync(temporaryFolder());
  main = join(root, 'main');
  tree = join(root, 'trees/one');
  mkdirSync(main);
  git(main, 'init', '-q', '-b', 'trunk');
  for (const name of FILES) writeFileSync(join(main, name), `${name}\n`);
  writeFileSync(join(main, '.gitattributes'), 'c filter=slow\n');
  writeFileSync(join(main, '.gitignore'), 'ignored\n');
  git(main, 'add', '.');
  git(main, 'commit', '-q', '-m', 'first');
});

/** `git worktree add`, killed with all it started while it checks out `c`, which waits at a FIFO. */
async function addKilled(...more: readonly string[]): Promise<void> {
  git(main, 'config', 'filter.slow.smudge', `echo >'${root}/reached'; cat '${root}/gate'; cat`);
  execFileSync('mkfifo', [join(root, 'reached'), join(root, 'gate')]);
  const args = more.length > 0 ? more : ['-b', 'one', tree];
  const adding = spawn('git', ['worktree', 'add', ...args], {
    cwd: main,
    env: GIT_ENVIRONMENT,
    detached: true,
    stdio: 'ignore',
  });
  const ended = once(adding, 'exit');
  // Opened for reading: that waits for who writes.
  execFileSync('cat', [join(root, 'reached')]);
  process.kill(-(adding.pid ?? 0), 'SIGKILL');
  await ended;
  git(main, 'config', '--unset', 'filter.slow.smudge');
}

/** As a session does that was about to make its branch when it was killed. */
const again = async (): Promise<Ensured> =>
  await ensure(open(), tree, {
    owned: { name: 'one', madeAt: git(main, 'rev-parse', 'trunk') },
  });
const look = (): string =>
  lookAtWorktree({ mainRepo: main, commonDir: join(main, '.git'), path: tree }).kind;

const files = (): readonly string[] => readdirSync(tree).filter((name) => !name.startsWith('.'));
const registered = (): readonly string[] => readdirSync(join(main, '.git/worktrees'));

/** It is whole, on its branch, and git knows of no other. */
function expectWhole(): void {
  expect(look()).toBe('whole');
  expect(files()).toEqual(FILES);
  expect(git(tree, 'status', '--porcelain')).toBe('');
  expect(git(tree, 'branch', '--show-current')).toBe('one');
  expect(registered()).toEqual(['one']);
}

describe('a worktree that git was killed in', () => {
  test('is none, and is made anew', async () => {
    await addKilled();
    expect(existsSync(join(tree, 'a'))).toBe(true);
    expect(files()).not.toEqual(FILES);
    expect(look()).toBe('unfinished');
    expect(await again()).toMatchObject({ kind: 'attach' });
    expectWhole();
  });

  test('is made anew where only its folder or its link was made, or its folder is gone', async () => {
    await addKilled();
    const link = readFileSync(join(tree, '.git'));
    for (const left of ['gone', 'nothing', 'link'] as const) {
      rmSync(tree, { recursive: true });
      if (left !== 'gone') mkdirSync(tree);
      if (left === 'link') writeFileSync(join(tree, '.git'), link);
      // As git was killed in it.
      writeFileSync(join(main, '.git/worktrees/one/locked'), 'initializing\n');
      expect(look(), left).toBe('unfinished');
      expect(await again(), left).toMatchObject({ kind: 'attach' });
      expectWhole();
    }
  });

  test('is made anew when it had written all but taken the lock away, or half a file', async () => {
    await ensure(open(), tree);
    writeFileSync(join(main, '.git/worktrees/one/locked'), 'initializing');
    writeFileSync(join(tree, 'b'), '');
    expect(look()).toBe('unfinished');
    expect(await again()).toMatchObject({ kind: 'attach' });
    expectWhole();
  });

  test('is made anew when git had begun to take it away and has forgotten it', async () => {
    await addKilled();
    rmSync(join(main, '.git/worktrees/one'), { recursive: true });
    expect(look()).toBe('unfinished');
    expect(await again()).toMatchObject({ kind: 'attach' });
    expectWhole();
  });

  const put = (name: string, text: string): void => {
    writeFileSync(join(tree, name), text);
  };
  test.each<[string, () => void]>([
    [
      'a file that is not in the branch',
      () => {
        put('mine', 'x');
      },
    ],
    [
      'one that is ignored',
      () => {
        put('ignored', 'x');
      },
    ],
    [
      'one that was changed',
      () => {
        put('a', 'a and more\n');
      },
    ],
    [
      'a link in the place of a file',
      () => {
        rmSync(join(tree, 'a'));
        symlinkSync('b', join(tree, 'a'));
      },
    ],
    [
      'a folder with a file',
      () => {
        mkdirSync(join(tree, 'mine'));
        writeFileSync(join(tree, 'mine/deep'), 'x');
      },
    ],
  ])('stays when it holds %s', async (_name, putIn) => {
    await addKilled();
    putIn();
    const before = execFileSync('ls', ['-lR', '--full-time', tree], { encoding: 'utf8' });
    const { reason } = await again();
    expect(reason).toMatch(/killed .* did not put there \((mine\/?|ignored|a)\)/);
    expect(execFileSync('ls', ['-lR', '--full-time', tree], { encoding: 'utf8' })).toBe(before);
    expect(look()).toBe('unfinished');
  });

  test('stays when something was staged in it', async () => {
    await ensure(open(), tree);
    writeFileSync(join(tree, 'a'), 'staged');
    git(tree, 'add', 'a');
    writeFileSync(join(tree, 'a'), 'a\n');
    writeFileSync(join(main, '.git/worktrees/one/locked'), 'initializing');
    expect((await again()).reason).toMatch(/did not put there \(a\)/);
    expect(git(tree, 'show', ':a')).toBe('staged');
  });

  attack(
    'An agent defines a filter and marks its worktree as unfinished, and samocode looks whether it may be made again',
    { modes: ['bypass'], outcome: 'no effect' },
    async () => {
      await ensure(open(), tree);
      git(main, 'config', 'filter.slow.clean', `touch '${root}/hit'; cat`);
      writeFileSync(join(tree, 'c'), 'mine\n');
      writeFileSync(join(main, '.git/worktrees/one/locked'), 'initializing');
      expect((await again()).reason).toMatch(/did not put there \(c\)/);
      expect(existsSync(join(root, 'hit'))).toBe(false);
    },
  );

  test('stays when it was made for another branch', async () => {
    await addKilled('-b', 'other', tree);
    expect((await again()).reason).toMatch(/already exists/);
    expect(existsSync(join(tree, 'a'))).toBe(true);
  });
});
