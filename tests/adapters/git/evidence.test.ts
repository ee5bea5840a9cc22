import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openRepository } from '../../../src/adapters/git/repository.ts';
import { runTool } from '../../../src/adapters/process/run-tool.ts';
import type { Repository } from '../../../src/app/ports/repository.ts';
import { temporaryFolder } from '../../support/session.ts';

const ENVIRONMENT = {
  PATH: process.env['PATH'] ?? '',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  ...{ GIT_AUTHOR_NAME: 't', GIT_AUTHOR_EMAIL: 't@example.org' },
  ...{ GIT_COMMITTER_NAME: 't', GIT_COMMITTER_EMAIL: 't@example.org' },
};

let root: string;
let repo: string;
let repository: Repository;
const never = new AbortController().signal;

function git(cwd: string, ...args: readonly string[]): string {
  const given = ['-c', 'protocol.file.allow=always', ...args];
  return execFileSync('git', given, { cwd, env: ENVIRONMENT, stdio: 'pipe' }).toString().trim();
}

const write = (name: string, text: string): void => {
  writeFileSync(join(repo, name), text);
};
const commit = (cwd = repo): string => {
  git(cwd, 'add', '--all');
  git(cwd, 'commit', '--quiet', '--allow-empty', '-m', 'x');
  return git(cwd, 'rev-parse', 'HEAD');
};

async function content(folder = repo): Promise<string> {
  const look = await repository.content(folder, never);
  if (look.kind === 'unknown') throw new Error(look.why);
  return look.content.hash;
}

/** Whether a deed changes what is seen of the content. */
async function isSeen(deed: () => void, folder = repo): Promise<boolean> {
  const before = await content(folder);
  deed();
  return (await content(folder)) !== before;
}

beforeEach(() => {
  root = realpathSync(temporaryFolder());
  repo = join(root, 'repo');
  mkdirSync(repo);
  git(repo, 'init', '--quiet', '-b', 'trunk');
  write('file.txt', 'one\n');
  write('other.txt', 'one\n');
  write('.gitignore', 'ignored*\n');
  commit();
  repository = openRepository({
    mainRepo: repo,
    gitDir: join(repo, '.git'),
    environment: ENVIRONMENT,
    ownFolders: [join(repo, 'sessions'), join(root, 'elsewhere')],
    runTool,
  });
});

describe('HEAD, read from files, is the commit that git says', () => {
  const said = (folder = repo): { commit: string; tree: string | null } => ({
    commit: git(folder, 'rev-parse', 'HEAD'),
    tree: git(folder, 'rev-parse', 'HEAD^{tree}'),
  });

  test('on a branch, in a folder below, in a linked work tree, detached', () => {
    expect(repository.head(repo)).toEqual(said());
    mkdirSync(join(repo, 'deep/down'), { recursive: true });
    expect(repository.head(join(repo, 'deep/down'))).toEqual(said());
    const linked = join(root, 'linked');
    git(repo, 'worktree', 'add', '--quiet', '-b', 'feature/x', linked);
    commit(linked);
    expect(repository.head(linked)).toEqual(said(linked));
    expect(repository.head(linked)).not.toEqual(repository.head(repo));
    git(linked, 'checkout', '--quiet', '--detach');
    expect(repository.head(linked)).toEqual(said(linked));
  });

  test('where refs and objects are packed; the tree is then not known', () => {
    const { commit: id } = said();
    git(repo, 'gc', '--quiet');
    expect(existsSync(join(repo, '.git/refs/heads/trunk'))).toBe(false);
    expect(repository.head(repo)).toEqual({ commit: id, tree: null });
    commit();
    expect(repository.head(repo)).toEqual(said());
  });

  test('by a symbolic ref that names another', () => {
    git(repo, 'symbolic-ref', 'refs/heads/alias', 'refs/heads/trunk');
    writeFileSync(join(repo, '.git/HEAD'), 'ref: refs/heads/alias\n');
    expect(repository.head(repo)).toEqual(said());
    git(repo, 'symbolic-ref', 'refs/heads/alias', 'refs/heads/alias');
    expect(repository.head(repo)).toEqual({ commit: null, tree: null });
  });

  test('and a switch to a branch of the same commit is none', () => {
    const before = repository.head(repo);
    git(repo, 'checkout', '--quiet', '-b', 'new');
    expect(repository.head(repo)).toEqual(before);
  });

  test('unborn before the first commit, unknown in a reftable and outside of a repository', () => {
    const fresh = join(root, 'fresh');
    mkdirSync(fresh);
    git(fresh, 'init', '--quiet');
    expect(repository.head(fresh)).toEqual({ commit: 'unborn', tree: null });
    // What git 2.45 and newer writes there when refs are kept in a reftable.
    writeFileSync(join(fresh, '.git/HEAD'), 'ref: refs/heads/.invalid\n');
    expect(repository.head(fresh)).toEqual({ commit: null, tree: null });
    expect(repository.head(root)).toEqual({ commit: null, tree: null });
  });
});

describe('content', () => {
  test.each([
    [
      'an edit of a tracked file',
      () => {
        write('file.txt', 'two\n');
      },
    ],
    [
      'a new untracked file',
      () => {
        write('new.txt', '');
      },
    ],
    [
      'a deletion',
      () => {
        rmSync(join(repo, 'file.txt'));
      },
    ],
    [
      'a mode',
      () => {
        chmodSync(join(repo, 'file.txt'), 0o755);
      },
    ],
    [
      'a link in the place of a file',
      () => {
        rmSync(join(repo, 'file.txt'));
        symlinkSync('x', join(repo, 'file.txt'));
      },
    ],
    [
      'a rename',
      () => {
        renameSync(join(repo, 'file.txt'), join(repo, 'moved.txt'));
      },
    ],
    [
      'a name with a newline, spaces and no UTF-8',
      () => {
        writeFileSync(
          Buffer.concat([Buffer.from(`${repo}/a b\n`), Buffer.from([0xff, 0xfe])]),
          'x',
        );
      },
    ],
  ])('changes by %s', async (_, deed) => {
    expect(await isSeen(deed)).toBe(true);
  });

  test.each([
    [
      'an ignored file',
      () => {
        write('ignored.txt', 'x');
      },
    ],
    [
      'a file written again as it was',
      () => {
        write('file.txt', 'one\n');
      },
    ],
    ['nothing', () => undefined],
    [
      'samocode’s own folder',
      () => {
        mkdirSync(join(repo, 'sessions/s'), { recursive: true });
        write('sessions/s/session.log', 'x');
      },
    ],
  ])('does not change by %s', async (_, deed) => {
    expect(await isSeen(deed)).toBe(false);
  });

  test('changes by the second edit of what is changed already, and of what is untracked', async () => {
    write('file.txt', 'two\n');
    write('new.txt', 'one\n');
    expect(
      await isSeen(() => {
        write('file.txt', 'three\n');
      }),
    ).toBe(true);
    expect(
      await isSeen(() => {
        write('new.txt', 'two\n');
      }),
    ).toBe(true);
    expect(
      await isSeen(() => {
        write('new.txt', 'two\n');
      }),
    ).toBe(false);
    expect(
      await isSeen(() => {
        write('file.txt', 'two\n');
      }),
    ).toBe(true);
  });

  test('of the same bytes is the same, staged or not', async () => {
    write('file.txt', 'two\n');
    write('new.txt', 'one\n');
    expect(await isSeen(() => git(repo, 'add', '--all'))).toBe(false);
    expect(await isSeen(() => git(repo, 'rm', '--quiet', '--cached', 'other.txt'))).toBe(true);
  });

  test('says when it was changed last, what is gone included', async () => {
    const clean = await repository.content(repo, never);
    expect(clean).toMatchObject({ content: { changed: 0, head: git(repo, 'rev-parse', 'HEAD') } });
    const beganMs = Date.now() - 1000;
    rmSync(join(repo, 'file.txt'));
    const gone = await repository.content(repo, never);
    expect(gone.kind === 'content' && gone.content.changed).toBeGreaterThan(beganMs);
  });

  test('is seen in a linked work tree and in a sparse one', async () => {
    const linked = join(root, 'linked');
    git(repo, 'worktree', 'add', '--quiet', linked);
    expect(
      await isSeen(() => {
        writeFileSync(join(linked, 'x'), '');
      }, linked),
    ).toBe(true);
    expect(
      await isSeen(() => {
        write('x', '');
      }, linked),
    ).toBe(false);
    git(linked, 'sparse-checkout', 'set', '--no-cone', '/file.txt');
    expect(
      await isSeen(() => {
        writeFileSync(join(linked, 'file.txt'), 'y');
      }, linked),
    ).toBe(true);
  });

  test('is seen within a submodule and a repository that stands there untracked', async () => {
    const other = join(root, 'other');
    git(root, 'clone', '--quiet', repo, other);
    git(repo, 'submodule', '--quiet', 'add', other, 'sub');
    commit();
    const sub = join(repo, 'sub/file.txt');
    expect(
      await isSeen(() => {
        writeFileSync(sub, 'two');
      }),
    ).toBe(true);
    expect(
      await isSeen(() => {
        writeFileSync(sub, 'three');
      }),
    ).toBe(true);
    expect(await isSeen(() => commit(join(repo, 'sub')))).toBe(true);
    git(root, 'clone', '--quiet', other, join(repo, 'clone'));
    const clone = join(repo, 'clone/file.txt');
    expect(
      await isSeen(() => {
        writeFileSync(clone, 'two');
      }),
    ).toBe(true);
    expect(
      await isSeen(() => {
        writeFileSync(clone, 'three');
      }),
    ).toBe(true);
  });

  test('is looked at while somebody holds the lock of the index, and writes none', async () => {
    const lock = join(repo, '.git/index.lock');
    writeFileSync(lock, '');
    expect(
      await isSeen(() => {
        write('file.txt', 'two\n');
      }),
    ).toBe(true);
    rmSync(lock);
    const index = (): string => readFileSync(join(repo, '.git/index'), 'latin1');
    const before = index();
    write('file.txt', 'one\n');
    await content();
    expect(index()).toBe(before);
  });

  test('that cannot be looked at says why: no repository, no git, stopped', async () => {
    const outside = await repository.content(root, never);
    expect(outside.kind === 'unknown' && outside.why).toContain('not a git');
    const stopped = await repository.content(repo, AbortSignal.abort());
    expect(stopped.kind === 'unknown' && stopped.why).toContain('stopped');
  });
});
