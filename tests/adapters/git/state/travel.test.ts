import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runTool } from '../../../../src/adapters/process/run-tool.ts';
import type { RunTool } from '../../../../src/adapters/tool.ts';
import { git } from '../../../support/repository.ts';
import { temporaryFolder } from '../../../support/session.ts';
import {
  entriesOf,
  SESSION,
  STATE_REF,
  type StateMachine,
  stateScene,
  statusOf,
  writeAt,
} from '../../../support/state-scene.ts';

/** Changed, new, removed, linked, made executable, staged and then changed, and with odd names. */
function work(machine: StateMachine): void {
  const { tree, write } = machine;
  write('src/one.ts', 'one\r\nchanged\n');
  write('new/a b\tc', 'tab\n');
  write('new/line\nbreak "q\\', 'odd\n');
  write('new/umlaut-äß', 'y\n');
  writeFileSync(Buffer.concat([Buffer.from(`${tree}/byte-`), Buffer.from([0xe9])]), 'latin1\n');
  write('bin/tool', Buffer.from([0, 255, 254, 10]), 0o755);
  write('text.crlf', 'a\r\nb\nc\r\n');
  write('empty', '');
  symlinkSync('nowhere at all', join(tree, 'dangling'));
  rmSync(join(tree, 'src/two.ts'));
  write('run.sh', '#!/bin/sh\n', 0o755);
  write('staged', 'staged\n');
  git(tree, 'add', 'staged');
  write('staged', 'staged, then changed\n');
  git(tree, 'rm', '-q', '--cached', 'src/deep/three.ts');
  write('committed', 'x\n');
  git(tree, 'add', 'committed');
  git(tree, 'commit', '-q', '-m', 'own', '--', 'committed');
}

function session(machine: StateMachine): void {
  const { folder } = machine;
  writeAt(folder, 'plan ä.md', '# plan\r\n');
  writeAt(folder, 'notes/deep/file', 'x', 0o755);
  writeAt(folder, '_inbox/act.json', '{}');
  writeAt(folder, '_logs/01-001-init.prompt.md', 'prompt');
  writeAt(folder, '.run/given/task.md', 'task');
  symlinkSync('plan ä.md', join(folder, 'link'));
}

describe('a session', () => {
  test('continues on another machine with the same files, index, branch and folder', async () => {
    const { a, b } = stateScene();
    work(a);
    session(a);
    const [files, status, own] = [entriesOf(a.tree), statusOf(a.tree), entriesOf(a.folder)];
    await a.pushed(4);
    expect(await b.take()).toMatchObject({
      kind: 'taken',
      meta: { iteration: 4, phase: 'implementation', branch: 'it', machine: 'a' },
    });
    expect(entriesOf(b.tree)).toEqual(files);
    expect(statusOf(b.tree)).toBe(status);
    expect(entriesOf(b.folder)).toEqual(own);
    expect(git(b.tree, 'branch', '--show-current')).toBe('it');
    expect(git(b.tree, 'log', '-1', '--format=%s')).toBe('own');
  });

  test('goes to and fro, each time with the work of the other machine', async () => {
    const { a, b, machine } = stateScene();
    await a.pushed();
    await b.take();
    b.write('from-b', 'b\n');
    git(b.tree, 'add', 'from-b');
    git(b.tree, 'commit', '-q', '-m', 'of b');
    b.write('uncommitted', 'b\n');
    await b.pushed(2);
    const c = machine('c');
    expect((await c.take()).kind).toBe('taken');
    writeAt(c.folder, 'of-c', 'c');
    await c.pushed(3);
    git(a.clone, 'worktree', 'remove', '--force', a.tree);
    rmSync(a.folder, { recursive: true });
    expect((await a.take()).kind).toBe('taken');
    expect(entriesOf(a.tree)).toEqual(entriesOf(c.tree));
    expect(entriesOf(a.folder)).toEqual(entriesOf(c.folder));
    expect(git(a.tree, 'rev-parse', 'HEAD')).toBe(git(c.tree, 'rev-parse', 'HEAD'));
    expect(await a.push(4)).toMatchObject({ kind: 'pushed' });
  });

  test('is for its owner alone on the other machine', async () => {
    const { a, b } = stateScene();
    session(a);
    await a.pushed();
    await b.take();
    const modeOf = (path: string): number => statSync(join(b.folder, path)).mode & 0o777;
    expect(['', '.run', '_overview.md', 'notes/deep/file'].map(modeOf)).toEqual([
      0o700, 0o700, 0o600, 0o700,
    ]);
  });

  test('has the state before and HEAD as parents, and only its own ref on the remote', async () => {
    const { a, at, remote } = stateScene();
    const first = await a.pushed();
    a.write('more', 'x');
    const second = await a.pushed(2);
    const head = git(a.tree, 'rev-parse', 'HEAD');
    const parents = (commit: string): string => git(remote, 'log', '-1', '--format=%P', commit);
    expect(parents(first)).toBe(head);
    expect(parents(second)).toBe(`${first} ${head}`);
    expect(at()).toBe(second);
    expect(git(remote, 'for-each-ref', '--format=%(refname)')).toBe(
      `refs/heads/trunk\n${STATE_REF}`,
    );
  });

  test('leaves HEAD, index, branches, remotes, settings and files of the person as they are', async () => {
    const { a, b } = stateScene();
    work(a);
    const kept = ({ clone, tree }: StateMachine): readonly string[] => [
      ...entriesOf(join(clone, '.git')).filter((one) => !/^(?:objects|refs\/samocode)\//.test(one)),
      ...(existsSync(tree) ? entriesOf(tree) : []),
    ];
    const before = kept(a);
    await a.pushed();
    await a.pushed(2);
    expect(kept(a)).toEqual(before);
    const other = kept(b);
    await b.take();
    const added = kept({ ...b, tree: join(b.home, 'none') }).filter((one) => !other.includes(one));
    expect(
      added.filter((one) => !/^(?:worktrees\/|refs\/heads\/it |logs\/refs\/heads\/it )/.test(one)),
    ).toEqual([]);
  });

  test('is not pushed while git is in the middle of a merge, and is pushed after it', async () => {
    const { a } = stateScene();
    git(a.tree, 'checkout', '-q', '-b', 'other');
    a.write('src/one.ts', 'theirs\n');
    git(a.tree, 'commit', '-qam', 'theirs');
    git(a.tree, 'checkout', '-q', 'it');
    a.write('src/one.ts', 'ours\n');
    git(a.tree, 'commit', '-qam', 'ours');
    expect(() => git(a.tree, 'merge', 'other')).toThrow();
    expect(await a.push()).toEqual({
      kind: 'unmovable',
      why: 'git has not finished in the worktree: MERGE_HEAD',
    });
    git(a.tree, 'merge', '--abort');
    expect((await a.push()).kind).toBe('pushed');
  });

  test('leaves no git at work where reading the index fails', async () => {
    const { a } = stateScene();
    let atWork = 0;
    const failing: RunTool = async (file, args, options) => {
      if (args.includes('write-tree') && options.env['GIT_INDEX_FILE'] !== undefined) {
        return { ok: false, stdout: '', stderr: 'index', problem: undefined };
      }
      atWork += 1;
      return await runTool(file, args, options).finally(() => (atWork -= 1));
    };
    expect(await a.with({ runTool: failing }).push()).toEqual({ kind: 'unmovable', why: 'index' });
    expect(atWork).toBe(0);
  });

  test('is carried with any name, and from a detached HEAD', async () => {
    const scene = stateScene();
    const session = '26-01-01-..x y~^:?*[\\@{ä.lock';
    const [a, b] = [scene.a.with({ session }), scene.b.with({ session })];
    git(a.tree, 'switch', '-q', '--detach');
    await a.pushed();
    expect((await b.take()).kind).toBe('taken');
    expect(git(b.tree, 'branch', '--show-current')).toBe('');
  });

  test('on a branch of the person is restored detached, and moves that branch nowhere', async () => {
    const { a, b } = stateScene();
    git(a.tree, 'switch', '-q', '--ignore-other-worktrees', 'trunk');
    git(a.tree, 'commit', '-q', '--allow-empty', '-m', 'on trunk');
    await a.pushed();
    git(b.clone, 'switch', '-q', '-c', 'mine');
    const before = git(b.clone, 'rev-parse', 'trunk');
    expect((await b.take()).kind).toBe('taken');
    expect(git(b.clone, 'rev-parse', 'trunk')).toBe(before);
    expect(git(b.tree, 'branch', '--show-current')).toBe('');
    expect(git(b.tree, 'rev-parse', 'HEAD')).toBe(git(a.tree, 'rev-parse', 'HEAD'));
  });

  test('keeps the commit of a repository within, and names it', async () => {
    const { a, b, meta } = stateScene();
    const inner = join(a.tree, 'inner');
    mkdirSync(inner);
    git(inner, 'init', '-q');
    git(inner, 'commit', '-q', '--allow-empty', '-m', 'inner');
    git(a.tree, 'add', 'inner');
    const commit = await a.pushed();
    expect(meta(commit).withheld).toContainEqual({
      of: 'worktree',
      path: 'inner',
      why: 'repository',
    });
    await b.take();
    const id = git(inner, 'rev-parse', 'HEAD');
    expect(git(b.tree, 'ls-files', '--stage', 'inner')).toContain(id);
    expect(git(b.tree, 'ls-tree', `${commit}:work`, 'inner')).toContain(id);
  });
});

function remoteBlobsWith(remote: string, text: string): readonly string[] {
  const objects = git(remote, 'cat-file', '--batch-all-objects', '--batch-check').split('\n');
  return objects
    .flatMap((line) => (line.includes(' blob ') ? [line.split(' ')[0] ?? ''] : []))
    .map((id) => git(remote, 'cat-file', 'blob', id))
    .filter((content) => content.includes(text));
}

describe('withheld', () => {
  test('are ignored, secret-looking, large and machine-bound files, and all are listed', async () => {
    const { a, b, meta, remote } = stateScene();
    const secret = 'a-secret-value';
    a.write('node_modules/x/index.js', 'ignored');
    a.write('.env', secret);
    a.write('deploy/prod.pem', secret);
    a.write('staged.pem', secret);
    git(a.tree, 'add', '-f', 'staged.pem', '.env');
    a.write('large', '');
    truncateSync(join(a.tree, 'large'), 20_000_001);
    for (const path of [
      '.run/lease.json',
      '.run/heartbeat',
      '.run/given/.env',
      '_logs/01-001.jsonl',
    ]) {
      writeAt(a.folder, path, secret);
    }
    writeAt(a.folder, 'large', '');
    truncateSync(join(a.folder, 'large'), 20_000_001);
    mkdirSync(join(a.folder, 'clone'));
    git(join(a.folder, 'clone'), 'init', '-q');
    const commit = await a.pushed();
    const found = meta(commit).withheld.map(({ of, path, why }) => `${of} ${path}: ${why}`);
    expect(found.sort()).toEqual([
      'session .run/given/.env: secret',
      'session .run/heartbeat: machine',
      'session .run/lease.json: machine',
      'session _logs/01-001.jsonl: log',
      'session clone/.git: repository',
      'session large: large',
      'worktree .env: secret',
      'worktree deploy/prod.pem: secret',
      'worktree large: large',
      'worktree node_modules/: ignored',
      'worktree staged.pem: secret',
    ]);
    expect(remoteBlobsWith(remote, secret)).toEqual([]);
    expect((await b.take()).kind).toBe('taken');
    expect(existsSync(join(b.tree, 'deploy'))).toBe(false);
  });

  test('a tracked file that looks secret is as HEAD has it, changed or not', async () => {
    const { a, b, meta } = stateScene({
      'fixtures/test.key': 'public\n',
      'same.key': 'same\n',
      x: 'x',
    });
    a.write('fixtures/test.key', 'private\n');
    git(a.tree, 'add', 'fixtures/test.key');
    const commit = await a.pushed();
    expect(meta(commit).withheld).toEqual([
      { of: 'worktree', path: 'fixtures/test.key', why: 'secret' },
    ]);
    await b.take();
    expect(readFileSync(join(b.tree, 'fixtures/test.key'), 'utf8')).toBe('public\n');
    expect(git(b.tree, 'status', '--porcelain')).toBe('');
  });

  test('a file that a filter encrypts is as HEAD has it, and readable after it', async () => {
    const { a, b, meta, remote } = stateScene({
      '.gitattributes': '*.vault filter=turn\n',
      'kept.vault': 'xrcg nf vg vf\n',
      'changed.vault': 'jnf bar\n',
      x: 'x',
    });
    for (const { clone } of [a, b]) {
      for (const way of ['clean', 'smudge']) {
        git(clone, 'config', `filter.turn.${way}`, 'tr a-z n-za-m');
      }
    }
    rmSync(join(a.tree, 'kept.vault'));
    rmSync(join(a.tree, 'changed.vault'));
    git(a.tree, 'checkout', '--', '.');
    expect(readFileSync(join(a.tree, 'kept.vault'), 'utf8')).toBe('kept as it is\n');
    a.write('changed.vault', 'was two\n');
    a.write('new.vault', 'was new\n');
    a.write('staged.vault', 'was staged\n');
    git(a.tree, 'add', 'staged.vault');
    const commit = await a.pushed();
    const names = ['changed.vault', 'kept.vault', 'new.vault', 'staged.vault'];
    const found = meta(commit).withheld.map(({ path, why }) => `${path}: ${why}`);
    expect(found.sort()).toEqual(names.map((path) => `${path}: filter`));
    for (const word of ['as it is', 'was ']) expect(remoteBlobsWith(remote, word)).toEqual([]);
    expect((await b.take()).kind).toBe('taken');
    expect(readFileSync(join(b.tree, 'kept.vault'), 'utf8')).toBe('kept as it is\n');
    expect(readFileSync(join(b.tree, 'changed.vault'), 'utf8')).toBe('was one\n');
    expect(existsSync(join(b.tree, 'new.vault'))).toBe(false);
    expect(git(b.tree, 'status', '--porcelain')).toBe('');
  });

  test('a large file that is staged alone is in no part of the state', async () => {
    const { a, meta } = stateScene();
    a.write('large', '');
    truncateSync(join(a.tree, 'large'), 20_000_001);
    git(a.tree, 'add', 'large');
    rmSync(join(a.tree, 'large'));
    const commit = await a.pushed();
    expect(meta(commit).withheld).toEqual([{ of: 'worktree', path: 'large', why: 'large' }]);
    expect(git(a.clone, 'ls-tree', '--name-only', `${commit}:index`)).not.toContain('large');
  });

  test('a worktree of nothing but withheld files is restored empty', async () => {
    const { a, b } = stateScene();
    git(a.tree, 'rm', '-rq', '.');
    a.write('only.pem', 'x');
    await a.pushed();
    expect((await b.take()).kind).toBe('taken');
    expect(readdirSync(b.tree)).toEqual(['.git']);
    expect(statusOf(b.tree)).toContain('D. N...');
  });

  test('a link in the session folder is carried as a link, and a FIFO is not read', async () => {
    const { a, b } = stateScene();
    writeAt(a.home, 'private', 'private');
    symlinkSync(join(a.home, 'private'), join(a.folder, 'outside'));
    execFileSync('mkfifo', [join(a.folder, 'fifo')]);
    symlinkSync(a.home, join(a.folder, '_logs'));
    const commit = await a.pushed();
    expect(git(a.clone, 'ls-tree', '-r', '--name-only', `${commit}:session`)).not.toContain(
      '_logs',
    );
    expect((await b.take()).kind).toBe('taken');
    expect(lstatSync(join(b.folder, 'outside')).isSymbolicLink()).toBe(true);
  });
});

test('starts no hook and no filter of either repository', async () => {
  const { a, b, root } = stateScene();
  const trace = join(root, 'trace');
  for (const { clone, tree } of [a, b]) {
    for (const name of [
      'pre-push',
      'reference-transaction',
      'post-checkout',
      'post-index-change',
      'pre-auto-gc',
    ]) {
      writeAt(clone, `.git/hooks/${name}`, `#!/bin/sh\necho "$0" >> '${trace}'\n`, 0o755);
    }
    git(clone, 'config', 'filter.x.clean', `echo clean >> '${trace}'; cat`);
    git(clone, 'config', 'filter.x.smudge', `echo smudge >> '${trace}'; cat`);
    git(clone, 'config', 'core.fsmonitor', `echo monitor >> '${trace}'`);
    if (existsSync(tree)) writeAt(tree, '.gitattributes', '* filter=x\n');
  }
  await a.pushed();
  expect((await b.take()).kind).toBe('taken');
  expect(existsSync(trace) ? readFileSync(trace, 'utf8') : '').toBe('');
});

test('pushes to the remote that the settings name', async () => {
  const { a, at, root } = stateScene();
  const other = join(temporaryFolder(), 'states.git');
  git(root, 'init', '-q', '--bare', other);
  const to = a.with({ remote: other });
  const commit = await to.pushed();
  expect(at()).toBeUndefined();
  expect(git(other, 'rev-parse', STATE_REF)).toBe(commit);
  // The other remote has no state yet, and that is no loss.
  expect(await a.push(2)).toMatchObject({ kind: 'pushed' });
});

test('of the session folder, only changed files become new objects', async () => {
  const { a } = stateScene();
  for (let n = 0; n < 30; n += 1) writeAt(a.folder, `artefact-${n}.md`, `text ${n}\n`);
  await a.pushed();
  writeAt(a.folder, 'artefact-3.md', 'changed\n');
  rmSync(join(a.folder, 'artefact-4.md'));
  const count = (): number => Number(/^(\d+)/.exec(git(a.clone, 'count-objects'))?.[1]);
  const before = count();
  const commit = await a.pushed(2);
  // The blob, meta.json, the trees of the session folder and of the state, and the commit.
  expect(count() - before).toBeLessThanOrEqual(5);
  const names = git(a.clone, 'ls-tree', '--name-only', `${commit}:session`).split('\n');
  expect(names).not.toContain('artefact-4.md');
  expect(names).toContain('artefact-5.md');
  expect(git(a.clone, 'show', `${commit}:session/artefact-3.md`)).toBe('changed');
});

test('says how the session is named in a message that git shows', async () => {
  const { a } = stateScene();
  const commit = await a.pushed(7);
  expect(git(a.clone, 'log', '-1', '--format=%s', commit)).toBe(
    `samocode: state of ${SESSION} after iteration 7`,
  );
});
