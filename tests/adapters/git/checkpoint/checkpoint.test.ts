import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  listCheckpoints,
  removeCheckpoints,
} from '../../../../src/adapters/git/checkpoint/list.ts';
import { openRefsGit } from '../../../../src/adapters/git/checkpoint/raw-git.ts';
import { restoreHere, restoreInto } from '../../../../src/adapters/git/checkpoint/restore.ts';
import { type SessionWork, takeCheckpoint } from '../../../../src/adapters/git/checkpoint/take.ts';
import { runTool } from '../../../../src/adapters/process/run-tool.ts';
import type { ToolOptions } from '../../../../src/adapters/tool.ts';
import type { Taken } from '../../../../src/app/ports/checkpoints.ts';
import { NEVER } from '../../../../src/app/ports/repository.ts';
import type { Checkpoint } from '../../../../src/domain/checkpoints/checkpoint.ts';
import { until } from '../../../support/program.ts';
import { git, GIT_ENVIRONMENT } from '../../../support/repository.ts';
import { temporaryFolder } from '../../../support/session.ts';

const LIMITS = { ...NEVER, timeoutMs: 30_000 };
let template: string;
let root: string;
let tree: string;

/** A repository whose attributes change bytes on their way in and out, and a worktree with what they change. */
beforeAll(() => {
  template = realpathSync(mkdtempSync(join(tmpdir(), 'checkpoint-')));
  const main = join(template, 'main');
  mkdirSync(main);
  git(main, 'init', '-q', '-b', 'trunk');
  git(main, 'config', 'filter.upper.clean', 'tr a-z A-Z');
  git(main, 'config', 'filter.upper.smudge', 'tr A-Z a-z');
  writeFileSync(join(main, '.gitattributes'), '* text=auto\n*.id ident\n*.up filter=upper\n');
  writeFileSync(join(main, '.gitignore'), 'ignored/\n*.log\n');
  writeFileSync(join(main, 'crlf.txt'), 'one\r\ntwo\r\n');
  writeFileSync(join(main, 'a.id'), '$Id$\n');
  writeFileSync(join(main, 'a.up'), 'lower\n');
  writeFileSync(join(main, 'kept.log'), 'tracked by force\n');
  writeFileSync(join(main, 'plain'), 'plain\n');
  git(main, 'add', '.');
  git(main, 'add', '-f', 'kept.log');
  git(main, 'commit', '-q', '-m', 'first');
  git(main, 'worktree', 'add', '-q', '-b', 'it', join(template, 'it'));
});

afterAll(() => {
  rmSync(template, { recursive: true, force: true });
});

beforeEach(() => {
  root = realpathSync(temporaryFolder());
  cpSync(template, root, { recursive: true, verbatimSymlinks: true });
  tree = join(root, 'it');
  // The copy's two halves name each other; `git worktree repair` would go by the template, which is there.
  const gitDir = join(root, 'main/.git/worktrees/it');
  writeFileSync(join(tree, '.git'), `gitdir: ${gitDir}\n`);
  writeFileSync(join(gitDir, 'gitdir'), `${tree}/.git\n`);
});

function workOf(more: Partial<SessionWork> = {}): SessionWork {
  return {
    ...{ workTree: tree, commonDir: join(root, 'main/.git'), ownDir: join(root, 'own') },
    ...{ environment: GIT_ENVIRONMENT, runTool, session: '26-01-01-it', ownFolders: [] },
    now: () => new Date(0),
    ...more,
  };
}

const take = async (iteration = 1, more: Partial<SessionWork> = {}): Promise<Taken> =>
  await takeCheckpoint(workOf(more), { iteration, phase: 'implementation' }, NEVER);

async function taken(iteration = 1, more: Partial<SessionWork> = {}): Promise<Checkpoint> {
  const result = await take(iteration, more);
  if (result.kind !== 'taken') throw new Error(JSON.stringify(result));
  return result.checkpoint;
}

const list = (): ReturnType<typeof listCheckpoints> =>
  listCheckpoints(openRefsGit(workOf(), LIMITS), '26-01-01-it');

/** As a later command finds it. */
async function found(number: number): Promise<Checkpoint> {
  const checkpoint = (await list()).find((one) => one.number === number);
  if (checkpoint === undefined) throw new Error(`there is no checkpoint ${number}`);
  return checkpoint;
}

/** Every entry with its bytes, the target of a link, and the executable bit; names as bytes. */
function entriesOf(folder: string, skip: readonly string[] = ['.git'], at = ''): readonly string[] {
  const pathOf = (name: string): Buffer => Buffer.from(`${folder}/${name}`, 'latin1');
  const names = readdirSync(pathOf(at), { encoding: 'latin1' }).map((name) => `${at}${name}`);
  return names.sort().flatMap((name) => {
    if (skip.includes(name)) return [];
    const stat = lstatSync(pathOf(name));
    if (stat.isDirectory()) return entriesOf(folder, skip, `${name}/`);
    if (stat.isSymbolicLink()) return [`${name} → ${readlinkSync(pathOf(name))}`];
    return [`${name} ${stat.mode & 0o111} ${readFileSync(pathOf(name), 'latin1')}`];
  });
}

/** What an agent did: changed, new, removed, linked, made executable, staged, and with odd names. */
function work(): void {
  writeFileSync(join(tree, 'crlf.txt'), 'one\r\ntwo\nthree\r\n');
  writeFileSync(join(tree, 'a.id'), '$Id: mine $\n');
  writeFileSync(join(tree, 'a.up'), 'MiXed\n');
  writeFileSync(join(tree, 'kept.log'), 'changed\n');
  rmSync(join(tree, 'plain'));
  mkdirSync(join(tree, 'new/deep'), { recursive: true });
  writeFileSync(join(tree, 'new/deep/crlf'), 'x\r\n');
  writeFileSync(join(tree, 'run.sh'), '#!/bin/sh\n');
  chmodSync(join(tree, 'run.sh'), 0o755);
  symlinkSync('nowhere', join(tree, 'broken'));
  symlinkSync('new', join(tree, 'folder'));
  writeFileSync(join(tree, 'line\nbreak "ä'), 'odd\n');
  writeFileSync(Buffer.concat([Buffer.from(`${tree}/byte-`), Buffer.from([0xe9])]), 'latin1\n');
  writeFileSync(join(tree, 'staged'), 'staged\n');
  git(tree, 'add', 'staged');
}

/** All that git keeps of a work tree, but for objects and the refs of checkpoints. */
function gitState(): readonly string[] {
  const main = join(root, 'main/.git');
  return [
    ...entriesOf(join(main, 'worktrees'), []),
    ...entriesOf(main, ['objects', 'worktrees', 'refs/samocode']),
    git(tree, '--no-optional-locks', 'status', '--porcelain=v2', '--branch'),
  ];
}

describe('a checkpoint', () => {
  test('brings back every byte, link and executable bit after reset --hard and clean -fdx', async () => {
    work();
    const before = entriesOf(tree);
    const { number } = await taken();
    git(tree, 'reset', '--hard', '-q');
    git(tree, 'clean', '-fdxq');
    expect(entriesOf(tree)).not.toEqual(before);
    const checkpoint = await found(number);
    const current = await taken(2);
    await restoreHere(workOf(), { current: current.commit, checkpoint }, NEVER);
    expect(entriesOf(tree)).toEqual(before);
  });

  test('is taken where a file or a link has the place of a folder, and a folder that of a file', async () => {
    for (const folder of ['folder/deep', 'linked', 'other']) {
      mkdirSync(join(tree, folder), { recursive: true });
      writeFileSync(join(tree, folder, 'file'), '1');
    }
    await taken();
    rmSync(join(tree, 'folder'), { recursive: true });
    rmSync(join(tree, 'linked'), { recursive: true });
    symlinkSync('other', join(tree, 'linked'));
    writeFileSync(join(tree, 'folder'), '2');
    rmSync(join(tree, 'plain'));
    mkdirSync(join(tree, 'plain'));
    writeFileSync(join(tree, 'plain/file'), '3');
    const { commit } = await taken(2);
    const names = git(tree, 'ls-tree', '-r', '--name-only', commit).split('\n');
    expect(names).toEqual(expect.arrayContaining(['folder', 'linked', 'plain/file']));
    expect(names).not.toContain('folder/deep/file');
    expect(names).not.toContain('linked/file');
  });

  test('leaves HEAD, index, branches, reflogs and the status of git as they were', async () => {
    work();
    const before = gitState();
    await taken();
    writeFileSync(join(tree, 'more'), 'x');
    rmSync(join(tree, 'more'));
    await take(2);
    expect(gitState()).toEqual(before);
  });

  test('is restored into a new worktree on a new branch, with the same status', async () => {
    work();
    const [before, status] = [entriesOf(tree), git(tree, 'status', '--porcelain')];
    const checkpoint = await taken();
    const workTree = join(root, 'restored');
    await restoreInto({ ...workOf(), workTree }, checkpoint, { branch: 'restored', stops: NEVER });
    expect(entriesOf(workTree)).toEqual(before);
    expect(git(workTree, 'rev-parse', 'HEAD', '--abbrev-ref', 'HEAD')).toBe(
      `${checkpoint.head ?? ''}\nrestored`,
    );
    // Staging is not kept, and for an ident git goes by the size until it reads the file.
    const linesOf = (text: string): readonly string[] =>
      text.split('\n').flatMap((line) => (/ (?:staged|a\.id)$/.test(line) ? [] : [line.trim()]));
    expect(linesOf(git(workTree, 'status', '--porcelain')).toSorted()).toEqual(
      linesOf(status).toSorted(),
    );
  });

  test('is not taken again while HEAD and content are the same', async () => {
    await taken();
    expect(await take(2)).toEqual({ kind: 'unchanged' });
    writeFileSync(join(tree, 'x.log'), 'ignored');
    expect(await take(3)).toEqual({ kind: 'unchanged' });
    writeFileSync(join(tree, 'crlf.txt'), 'one\r\ntwo\r\n');
    expect(await taken(4)).toMatchObject({ number: 2, iteration: 4 });
    git(tree, 'commit', '-q', '--allow-empty', '-m', 'empty');
    expect(await taken(5)).toMatchObject({ number: 3, head: git(tree, 'rev-parse', 'HEAD') });
  });

  test('has an ignored file that an agent added by force, and no other one', async () => {
    await taken();
    mkdirSync(join(tree, 'ignored'));
    writeFileSync(join(tree, 'ignored/forced'), '1');
    writeFileSync(join(tree, 'ignored/secret'), '2');
    git(tree, 'add', '-f', 'ignored/forced');
    const { commit } = await taken(2);
    const names = git(tree, 'ls-tree', '-r', '--name-only', commit).split('\n');
    expect(names).toContain('ignored/forced');
    expect(names).not.toContain('ignored/secret');
  });

  test('leaves out the files that a person ignores in all repositories', async () => {
    writeFileSync(join(root, 'mine'), 'mine\n');
    writeFileSync(join(root, 'its'), 'its\n');
    const excludes = (name: string): string => `[core]\n\texcludesFile = ${join(root, name)}\n`;
    writeFileSync(join(root, 'config'), excludes('mine'));
    git(join(root, 'main'), 'config', 'core.excludesFile', join(root, 'its'));
    for (const name of ['mine', 'its']) writeFileSync(join(tree, name), name);
    const environment = { ...GIT_ENVIRONMENT, GIT_CONFIG_GLOBAL: join(root, 'config') };
    const { commit } = await taken(1, { environment });
    const names = git(tree, 'ls-tree', '--name-only', commit).split('\n');
    expect(names).not.toContain('mine');
    expect(names).toContain('its');
  });

  test('names a file over 20 MB and leaves it out, and a restoration keeps it', async () => {
    writeFileSync(join(tree, 'large'), '');
    truncateSync(join(tree, 'large'), 20_000_001);
    const first = await taken();
    expect(first.leftOut).toEqual(['large']);
    expect(git(tree, 'ls-tree', first.commit, 'large')).toBe('');
    truncateSync(join(tree, 'large'), 5);
    const { commit: current, leftOut } = await taken(2);
    expect(leftOut).toEqual([]);
    await restoreHere(workOf(), { current, checkpoint: first }, NEVER);
    expect(lstatSync(join(tree, 'large')).size).toBe(5);
  });

  test('names a repository within, and keeps its commit', async () => {
    const inner = join(tree, 'inner');
    mkdirSync(inner);
    git(inner, 'init', '-q');
    writeFileSync(join(inner, 'file'), '1');
    git(inner, 'add', '.');
    git(inner, 'commit', '-q', '-m', 'inner');
    const checkpoint = await taken();
    expect(checkpoint.repositories).toEqual(['inner']);
    expect(git(tree, 'ls-tree', checkpoint.commit, 'inner')).toContain(
      `160000 commit ${git(inner, 'rev-parse', 'HEAD')}`,
    );
  });

  test('leaves a repository without a commit out, names it, and keeps all other files', async () => {
    git(tree, 'init', '-q', 'inner');
    writeFileSync(join(tree, 'inner/file'), '1');
    writeFileSync(join(tree, 'other'), 'other');
    // A folder in the place of a tracked file.
    rmSync(join(tree, 'plain'));
    git(tree, 'init', '-q', 'plain');
    const checkpoint = await taken();
    expect(checkpoint.repositories).toEqual(['inner', 'plain']);
    const names = git(tree, 'ls-tree', '--name-only', checkpoint.commit).split('\n');
    expect(names).toContain('other');
    expect(names).not.toContain('inner');
    expect(names).not.toContain('plain');
    git(join(tree, 'inner'), 'add', '.');
    git(join(tree, 'inner'), 'commit', '-q', '-m', 'inner');
    const { commit } = await taken(2);
    expect(git(tree, 'ls-tree', '--name-only', commit).split('\n')).toContain('inner');
  });

  test('keeps the files of a folder that has the place of a staged file', async () => {
    writeFileSync(join(tree, 'was-file'), 'staged');
    git(tree, 'add', 'was-file');
    rmSync(join(tree, 'was-file'));
    mkdirSync(join(tree, 'was-file'));
    writeFileSync(join(tree, 'was-file/inside'), '1');
    const { commit } = await taken();
    expect(git(tree, 'ls-tree', '-r', '--name-only', commit)).toContain('was-file/inside');
  });

  test('starts no hook and no filter that the repository names', async () => {
    const trace = join(root, 'trace');
    const main = join(root, 'main');
    const script = join(root, 'script');
    writeFileSync(script, `#!/bin/sh\necho "$0 $*" >> '${trace}'\ncat\n`);
    chmodSync(script, 0o755);
    for (const key of ['filter.upper.clean', 'filter.upper.smudge', 'core.fsmonitor']) {
      git(main, 'config', key, script);
    }
    for (const name of ['reference-transaction', 'post-checkout', 'post-index-change']) {
      cpSync(script, join(main, '.git/hooks', name));
    }
    writeFileSync(join(tree, 'a.up'), 'New\n');
    const checkpoint = await taken();
    const workTree = join(root, 'restored');
    await restoreInto({ ...workOf(), workTree }, checkpoint, { branch: 'restored', stops: NEVER });
    expect(existsSync(trace) ? readFileSync(trace, 'utf8') : '').toBe('');
    expect(readFileSync(join(workTree, 'a.up'), 'utf8')).toBe('New\n');
  });

  test('whose ref was removed is put back, with a warning', async () => {
    const first = await taken();
    git(tree, 'update-ref', '-d', 'refs/samocode/checkpoints/26-01-01-it/1');
    writeFileSync(join(tree, 'new'), '1');
    expect(await take(2)).toMatchObject({
      kind: 'taken',
      warning: expect.stringContaining('was changed or removed') as string,
    });
    expect((await list()).map(({ commit }) => commit)).toContain(first.commit);
  });

  test('that fails says why, and the next one is complete', async () => {
    work();
    const broken = async (file: string, args: readonly string[], options: ToolOptions) =>
      args.includes('write-tree')
        ? { ok: false, stdout: '', stderr: 'no space left\n', problem: undefined }
        : await runTool(file, args, options);
    expect(await take(1, { runTool: broken })).toEqual({ kind: 'failed', why: 'no space left' });
    const { commit } = await taken(2);
    expect(git(tree, 'ls-tree', '-r', '--name-only', commit)).toContain('run.sh');
  });

  test('can be taken without a worktree, and of a session with any name', async () => {
    expect(await take(1, { workTree: join(root, 'nothing') })).toEqual({ kind: 'unchanged' });
    const session = '26-01-01-..x y~^:?*[\\@{ä.lock';
    await taken(1, { session, ownDir: join(root, 'other') });
    const refs = openRefsGit(workOf(), LIMITS);
    expect(await listCheckpoints(refs, session)).toHaveLength(1);
    expect(await removeCheckpoints(refs, session)).toBe(1);
    expect(await listCheckpoints(refs, session)).toEqual([]);
  });
});

describe('attacked by an agent', () => {
  /** What comes of a checkpoint in the end. */
  async function restored(number: number): Promise<readonly string[]> {
    const workTree = join(root, `restored-${number}`);
    const into = { branch: `restored-${number}`, stops: NEVER };
    await restoreInto({ ...workOf(), workTree }, await found(number), into);
    return entriesOf(workTree);
  }

  test('that removes all refs of checkpoints, they are put back, with a warning', async () => {
    work();
    const before = entriesOf(tree);
    await taken();
    writeFileSync(join(tree, 'second'), '2');
    await taken(2);
    writeFileSync(join(tree, 'third'), '3');
    await taken(3);
    rmSync(join(root, 'main/.git/refs/samocode'), { recursive: true });
    expect(await list()).toEqual([]);
    git(tree, 'reset', '--hard', '-q');
    git(tree, 'clean', '-fdxq');
    expect(await take(4)).toMatchObject({
      kind: 'taken',
      warning: expect.stringContaining('was changed or removed') as string,
    });
    expect((await list()).map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    expect(await restored(1)).toEqual(before);
    expect(await restored(3)).toEqual([...before, 'second 0 2', 'third 0 3'].sort());
  });

  test('that removes the folder of samocode, the next checkpoint is complete and has the next number', async () => {
    work();
    const before = entriesOf(tree);
    await taken();
    rmSync(join(root, 'own'), { recursive: true });
    writeFileSync(join(tree, 'more'), 'x');
    expect(await taken(2)).toMatchObject({ number: 2 });
    expect(await restored(1)).toEqual(before);
    expect(await restored(2)).toEqual(entriesOf(tree));
  });

  test('that leaves a lock of the index, it is taken all the same, and the lock stays', async () => {
    work();
    const lock = join(root, 'main/.git/worktrees/it/index.lock');
    writeFileSync(lock, '');
    const before = gitState();
    const { number } = await taken();
    expect(gitState()).toEqual(before);
    expect(await restored(number)).toEqual(entriesOf(tree));
  });
});

describe('killed by SIGKILL at a step', () => {
  const STEPS = ['read-tree', 'status', 'update-index', 'write-tree', 'commit-tree', 'update-ref'];
  let host: string;

  beforeAll(async () => {
    host = join(template, 'host.mjs');
    await build({
      entryPoints: [join(import.meta.dirname, '../../../fixtures/bin/checkpoint-host.ts')],
      ...{ outfile: host, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' },
      banner: {
        js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
      },
    });
  });

  /** A git that kills samocode before or after the step, or works on alone. */
  function killingGit(step: string, when: string): string {
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    const acts: Readonly<Record<string, string>> = {
      before: 'kill -9 $PPID; exit 1',
      alone: `kill -9 $PPID; ${real} "$@"; : > '${join(root, 'alone')}'; exit`,
      after: `${real} "$@"; kill -9 $PPID; exit`,
    };
    const folder = join(root, 'bin');
    mkdirSync(folder);
    const script = `#!/bin/sh\ncase " $* " in *' ${step} '*) ${acts[when] ?? ''};; esac\nexec ${real} "$@"\n`;
    writeFileSync(join(folder, 'git'), script, { mode: 0o755 });
    return `${folder}:${GIT_ENVIRONMENT.PATH}`;
  }

  test.each(STEPS.flatMap((step) => ['before', 'alone', 'after'].map((when) => [step, when])))(
    '%s, %s it: git is as it was, and the next checkpoint is complete',
    async (step, when) => {
      work();
      const before = gitState();
      const files = entriesOf(tree);
      const args = [host, tree, join(root, 'main/.git'), join(root, 'own'), '26-01-01-it'];
      const env = { ...GIT_ENVIRONMENT, PATH: killingGit(step, when) };
      expect(spawnSync(process.execPath, args, { env, stdio: 'ignore' }).signal).toBe('SIGKILL');
      if (when === 'alone') await until(() => existsSync(join(root, 'alone')), 'the end of git');
      expect(gitState()).toEqual(before);
      const [last = await taken(2)] = (await list()).slice(-1);
      const again = await take(3);
      const checkpoint = again.kind === 'taken' ? again.checkpoint : last;
      const workTree = join(root, 'restored');
      const into = { branch: 'restored', stops: NEVER };
      await restoreInto({ ...workOf(), workTree }, checkpoint, into);
      expect(entriesOf(workTree)).toEqual(files);
    },
  );
});

test('a restoration that was killed is completed by the next one', async () => {
  work();
  const before = entriesOf(tree);
  const checkpoint = await taken();
  git(tree, 'reset', '--hard', '-q');
  git(tree, 'clean', '-fdxq');
  const { commit } = await taken(2);
  const dying = async (file: string, args: readonly string[], options: ToolOptions) => {
    if (!args.includes('read-tree')) return await runTool(file, args, options);
    // As far as it came: one file.
    writeFileSync(join(tree, 'run.sh'), '#!/bin/sh\n');
    throw new Error('killed');
  };
  const half = restoreHere({ ...workOf(), runTool: dying }, { current: commit, checkpoint }, NEVER);
  await expect(half).rejects.toThrow('killed');
  const { commit: current } = await taken(3);
  await restoreHere(workOf(), { current, checkpoint }, NEVER);
  expect(entriesOf(tree)).toEqual(before);
});

test('a restoration overwrites no ignored file', async () => {
  writeFileSync(join(tree, 'data'), 'of the checkpoint\n');
  const checkpoint = await taken();
  writeFileSync(join(tree, 'data'), 'ignored now\n');
  writeFileSync(join(tree, '.gitignore'), 'data\n');
  rmSync(join(root, 'own'), { recursive: true });
  const { commit: current } = await taken(2);
  await expect(restoreHere(workOf(), { current, checkpoint }, NEVER)).rejects.toThrow(
    'git ignores data',
  );
  expect(readFileSync(join(tree, 'data'), 'utf8')).toBe('ignored now\n');
});
