import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openRepository } from '../../../src/adapters/git/repository.ts';
import { runTool } from '../../../src/adapters/process/run-tool.ts';
import { NEVER } from '../../../src/app/ports/repository.ts';
import type { Gap } from '../../../src/app/ports/worktree.ts';
import { git, GIT_ENVIRONMENT } from '../../support/repository.ts';
import { temporaryFolder } from '../../support/session.ts';
import { ensure } from '../../support/worktree.ts';

let root: string;
let main: string;
let tree: string;

/** As a person allows it for all of git, so that a submodule may come from this machine. */
const ALLOW = {
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'protocol.file.allow',
  GIT_CONFIG_VALUE_0: 'always',
};

async function filled(
  more: Readonly<Record<string, string>> = {},
  between?: () => void,
): Promise<readonly Gap[]> {
  const repository = openRepository({
    mainRepo: main,
    gitDir: join(main, '.git'),
    environment: { ...GIT_ENVIRONMENT, ...more },
    ownFolders: [],
    runTool,
  });
  expect(await ensure(repository, tree)).toMatchObject({ kind: 'create' });
  between?.();
  return await repository.fillWorktree(tree, git(main, 'rev-parse', 'trunk'), NEVER);
}

function repositoryAt(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(root, name);
  mkdirSync(path);
  git(path, 'init', '-q', '-b', 'trunk');
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(path, file, '..'), { recursive: true });
    writeFileSync(join(path, file), text);
  }
  git(path, 'add', '.');
  git(path, 'commit', '-q', '--allow-empty', '-m', 'first');
  return path;
}

function addSubmodule(to: string, from: string, at: string): void {
  git(to, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', from, at);
  git(to, 'commit', '-q', '-m', `add ${at}`);
}

const text = (...path: readonly string[]): string => readFileSync(join(tree, ...path), 'utf8');
const paste = (cure: string | undefined): string =>
  execFileSync('sh', ['-c', cure ?? 'false'], { env: GIT_ENVIRONMENT, stdio: 'pipe' }).toString();

beforeEach(() => {
  root = realpathSync(temporaryFolder());
  tree = join(root, 'trees/26-01-02-one');
});

describe('submodules of a new worktree', () => {
  beforeEach(() => {
    const inner = repositoryAt('inner', { deep: 'deep\n' });
    const library = repositoryAt('library', { code: 'code\n' });
    addSubmodule(library, inner, 'inner');
    main = repositoryAt('main repo', {});
    addSubmodule(main, library, 'library');
  });

  test('are initialised, and those within them', async () => {
    expect(await filled(ALLOW)).toEqual([]);
    expect(text('library/code')).toBe('code\n');
    expect(text('library/inner/deep')).toBe('deep\n');
    expect(git(tree, 'status', '--porcelain')).toBe('');
  });

  test('are initialised where the branch has other commits, unless these name other servers', async () => {
    const commit = (file: string): void => {
      writeFileSync(join(tree, file), `${existsSync(join(tree, file)) ? text(file) : ''}# new\n`);
      git(tree, 'add', file);
      git(tree, 'commit', '-q', '-m', file);
    };
    expect(
      await filled(ALLOW, () => {
        commit('code');
      }),
    ).toEqual([]);
    git(main, 'worktree', 'remove', '--force', '--force', tree);
    git(main, 'branch', '-D', git(main, 'branch', '--format=%(refname:short)', '--list', '*one'));
    const [gap] = await filled(ALLOW, () => {
      commit('.gitmodules');
    });
    expect(gap?.text).toContain('.gitmodules or .lfsconfig is not as in the base');
    expect(existsSync(join(tree, 'library/code'))).toBe(false);
  });

  test('that git refuses to take from a folder are named, with a command that works when pasted', async () => {
    const [gap, ...more] = await filled();
    expect(more).toEqual([]);
    expect(gap?.text).toMatch(/^submodules could not be initialised: .*'file' not allowed/);
    expect(existsSync(join(tree, 'library/code'))).toBe(false);
    paste(gap?.cure);
    expect(text('library/inner/deep')).toBe('deep\n');
  });

  test('whose repository is gone are named with the words of git', async () => {
    rmSync(join(root, 'library'), { recursive: true });
    const [gap] = await filled(ALLOW);
    expect(gap?.text).toContain("library' does not exist");
  });
});

describe('files of git LFS in a new worktree', () => {
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n';
  beforeEach(() => {
    main = repositoryAt('main repo', {
      '.gitattributes': '*.bin filter=lfs -text\n',
      'a.bin': pointer,
      'sub/b.bin': pointer,
      'c.bin': 'whole\n',
    });
  });

  /** The program in the place of git-lfs. */
  function lfs(script: string): { readonly PATH: string } {
    const folder = join(root, 'bin');
    mkdirSync(folder);
    writeFileSync(join(folder, 'git-lfs'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return { PATH: `${folder}:${GIT_ENVIRONMENT.PATH}` };
  }

  test('are fetched where only pointers are there', async () => {
    const log = join(root, 'log');
    const bring = `echo "$*" >> '${log}'; echo all > a.bin; echo all > sub/b.bin`;
    expect(await filled(lfs(bring))).toEqual([]);
    expect(readFileSync(log, 'utf8')).toBe('pull\n');
    expect(text('sub/b.bin')).toBe('all\n');
  });

  test('that stay pointers are named with the cause', async () => {
    const [gap] = await filled(lfs('echo "batch response: no such server" >&2; exit 2'));
    expect(gap).toEqual({
      text: 'files of git LFS are only pointers (a.bin, sub/b.bin): batch response: no such server',
      cure: `git -C ${tree} lfs pull`,
    });
  });
});

describe('a sparse checkout of MAIN_REPO', () => {
  beforeEach(() => {
    main = repositoryAt('main repo', { 'kept/x': '1', 'other/y': '2' });
    git(main, 'sparse-checkout', 'set', 'kept');
  });

  test('makes the new worktree as sparse, and an agent is to know', async () => {
    const [gap] = await filled();
    expect(existsSync(join(tree, 'kept/x'))).toBe(true);
    expect(existsSync(join(tree, 'other'))).toBe(false);
    expect(gap).toMatchObject({ cure: undefined });
    expect(gap?.text).toContain('a sparse checkout like MAIN_REPO');
  });

  test('that a git does not pass on is named, with a command that works when pasted', async () => {
    const [gap] = await filled({}, () => {
      // As git before 2.36 makes it.
      git(tree, 'sparse-checkout', 'disable');
    });
    expect(gap?.text).toContain('it has all files');
    expect(existsSync(join(tree, 'other/y'))).toBe(true);
    paste(gap?.cure);
    expect(existsSync(join(tree, 'other'))).toBe(false);
    expect(existsSync(join(tree, 'kept/x'))).toBe(true);
  });
});

test('a worktree with none of these has no gap', async () => {
  main = repositoryAt('main repo', { file: '1' });
  expect(await filled()).toEqual([]);
});
