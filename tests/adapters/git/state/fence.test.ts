import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStateTravel } from '../../../../src/adapters/git/state/state-travel.ts';
import { runTool } from '../../../../src/adapters/process/run-tool.ts';
import type { RunTool } from '../../../../src/adapters/tool.ts';
import { NEVER } from '../../../../src/app/ports/repository.ts';
import { until } from '../../../support/program.ts';
import { git, GIT_ENVIRONMENT } from '../../../support/repository.ts';
import {
  boundaryAt,
  entriesOf,
  STATE_REF,
  type StateMachine,
  stateScene,
  writeAt,
} from '../../../support/state-scene.ts';

const LOST_REF = 'refs/samocode/lost/26-01-01-it/run-a';

describe('a machine that lost the session', () => {
  test('cannot push, and its work is kept under another ref', async () => {
    const { a, b, at, remote } = stateScene();
    await a.pushed();
    await b.take();
    const taken = at();
    a.write('late', 'of a\n');
    expect(await a.push(2)).toEqual({ kind: 'lost', kept: LOST_REF });
    expect(at()).toBe(taken);
    expect(git(remote, 'show', `${LOST_REF}:work/late`)).toBe('of a');
    a.write('later', 'of a\n');
    expect(await a.push(3)).toEqual({ kind: 'lost', kept: LOST_REF });
    expect(git(remote, 'show', `${LOST_REF}:work/later`)).toBe('of a');
    b.write('of-b', 'x');
    expect((await b.push(2)).kind).toBe('pushed');
  });

  test('keeps its work here where the remote takes none of it', async () => {
    const { a, b, hook } = stateScene();
    await a.pushed();
    await b.take();
    hook('pre-receive', 'while read o n r; do case $r in */lost/*) exit 1;; esac; done');
    a.write('late', 'of a\n');
    expect(await a.push(2)).toEqual({ kind: 'lost', kept: undefined });
    expect(git(a.clone, 'show', `${LOST_REF}:work/late`)).toBe('of a');
  });

  test('loses it to exactly one of two that take it at once', async () => {
    const { a, b, machine, at, meta } = stateScene();
    await a.pushed();
    const c = machine('c');
    const taken = await Promise.all([b.take(), c.take()]);
    expect(taken.map(({ kind }) => kind)).toEqual(['taken', 'taken']);
    const holder = meta(at() ?? '').machine;
    const pushes = await Promise.all([b.push(2), c.push(2)]);
    const lost = pushes.map(({ kind }) => kind === 'lost');
    expect(lost).toEqual(holder === 'b' ? [false, true] : [true, false]);
  });

  test('without the note of its last push is not overtaken by itself', async () => {
    const { a } = stateScene();
    await a.pushed();
    rmSync(a.place.ownDir, { recursive: true });
    a.write('more', 'x');
    expect((await a.push(2)).kind).toBe('pushed');
  });

  test('that never had it does not overwrite a session of the same name', async () => {
    const { a, b, at } = stateScene();
    const first = await a.pushed();
    git(b.clone, 'worktree', 'add', '-q', '-b', 'it', b.tree);
    mkdirSync(b.folder, { recursive: true });
    expect(await b.push()).toMatchObject({ kind: 'lost' });
    expect(at()).toBe(first);
  });
});

describe('a state of another machine that was only fetched', () => {
  const worktreeOf = (b: StateMachine): void => {
    git(b.clone, 'worktree', 'add', '-q', '-b', 'it', b.tree);
    mkdirSync(b.folder, { recursive: true });
  };

  test('by a take that was refused, is not overwritten', async () => {
    const { a, b, at } = stateScene();
    const first = await a.pushed();
    worktreeOf(b);
    expect((await b.take()).kind).toBe('refused');
    expect((await b.push()).kind).toBe('lost');
    expect(at()).toBe(first);
  });

  test('by a person to the ref of own states, is not overwritten', async () => {
    const { a, b, at } = stateScene();
    const first = await a.pushed();
    worktreeOf(b);
    git(b.clone, 'fetch', '-q', 'origin', 'refs/samocode/state/*:refs/samocode/state/*');
    expect((await b.push()).kind).toBe('lost');
    expect(at()).toBe(first);
  });
});

test('a session is not called lost where git was stopped before it could tell', async () => {
  const { a, at } = stateScene();
  await a.pushed();
  rmSync(a.place.ownDir, { recursive: true });
  const stopped: RunTool = async (file, args, options) =>
    args.includes('rev-list') || args.includes('merge-base')
      ? { ok: false, stdout: '', stderr: '', problem: 'git was stopped' }
      : await runTool(file, args, options);
  expect(await a.with({ runTool: stopped }).push(2)).toEqual({
    ...{ kind: 'unmovable', why: 'git was stopped' },
  });
  const third = await a.pushed(3);
  expect(at()).toBe(third);
});

describe('a push whose answer was lost', () => {
  /** Git that does its work and seems to fail. */
  const deaf: RunTool = async (file, args, options) => {
    const result = await runTool(file, args, options);
    return args.includes('push') ? { ...result, ok: false, stdout: '', stderr: 'lost' } : result;
  };

  test('is no loss of the session, and the next one goes on from it', async () => {
    const { a, at } = stateScene();
    await a.pushed();
    a.write('two', '2');
    expect(await a.with({ runTool: deaf }).push(2)).toEqual({ kind: 'unmovable', why: 'lost' });
    const second = at();
    a.write('three', '3');
    const third = await a.pushed(3);
    expect(git(a.clone, 'rev-parse', `${third}^1`)).toBe(second);
  });
});

describe('a remote that refuses', () => {
  test.each([
    [
      'a hook',
      'pre-receive',
      'echo "no custom refs" >&2; exit 1',
      /pre-receive hook declined.*no custom refs/,
    ],
    ['an update hook', 'update', 'exit 1', /hook declined/],
  ])(
    'by %s leaves the session here, and the next boundary tries again',
    async (_, name, script, why) => {
      const { a, at, hook, remote } = stateScene();
      hook(name, script);
      expect(await a.push()).toEqual({
        kind: 'unmovable',
        why: expect.stringMatching(why) as string,
      });
      expect(at()).toBeUndefined();
      rmSync(join(remote, 'hooks', name));
      a.write('more', 'x');
      const commit = await a.pushed(2);
      expect(at()).toBe(commit);
      // The state that was refused is in its history.
      expect(git(remote, 'rev-list', '--first-parent', '--count', `trunk..${commit}`)).toBe('2');
    },
  );

  test('by its absence or by hidden refs does, too', async () => {
    const { a, b, at, remote } = stateScene();
    const gone = a.with({ remote: join(remote, '../nowhere.git') });
    expect(await gone.push()).toMatchObject({ kind: 'unmovable' });
    git(remote, 'config', 'receive.hideRefs', 'refs/samocode');
    expect(await a.push()).toMatchObject({ kind: 'unmovable' });
    expect(at()).toBeUndefined();
    git(a.clone, 'remote', 'remove', 'origin');
    expect(await a.push()).toEqual({ kind: 'unmovable', why: 'the repository has no remote' });
    expect(await b.take()).toEqual({ kind: 'none' });
    // Another machine can have pushed to either.
    for (const name of ['upstream', 'fork']) {
      git(a.clone, 'remote', 'add', name, remote);
      git(b.clone, 'remote', 'add', name, remote);
    }
    git(b.clone, 'remote', 'remove', 'origin');
    const why = expect.stringMatching(/SAMOCODE_STATE_REMOTE=\S+ in \.samocode/) as string;
    expect(await a.push()).toEqual({ kind: 'unmovable', why });
    expect(await b.take()).toMatchObject({ kind: 'failed', why });
  });

  test('by silence does within the time limit, and its git ends', async () => {
    const { a } = stateScene();
    const silent = await silentRemote();
    const place = a.with({ remote: silent.url, remoteLimitMs: 300 });
    expect(await place.push()).toEqual({ kind: 'unmovable', why: 'git took longer than 0.3 s' });
    await until(() => silent.open() === 0, 'the end of git');
    expect(await a.push(2)).toMatchObject({ kind: 'pushed' });
  });

  test('by silence is left at once when the run is stopped', async () => {
    const { a } = stateScene();
    const silent = await silentRemote();
    const stop = new AbortController();
    const travel = openStateTravel({ ...a.place, remote: silent.url });
    const pushing = travel.push(boundaryAt(1), { stop: stop.signal, kill: NEVER.kill });
    await until(() => silent.open() > 0, 'git to connect');
    stop.abort();
    expect(await pushing).toEqual({ kind: 'unmovable', why: 'git was stopped' });
    await until(() => silent.open() === 0, 'the end of git');
  });

  test('in the middle of a push has half of it, and gets the whole of it next time', async () => {
    const { a, b, at, hook, remote } = stateScene();
    await a.pushed();
    a.write('two', '2'.repeat(50_000));
    // The objects are there, and the server dies before the ref.
    hook('pre-receive', 'kill -9 $PPID');
    expect(await a.push(2)).toMatchObject({ kind: 'unmovable' });
    rmSync(join(remote, 'hooks/pre-receive'));
    const commit = await a.pushed(3);
    expect(at()).toBe(commit);
    await b.take();
    expect(entriesOf(b.tree)).toEqual(entriesOf(a.tree));
  });

  test('shows no password of its address', async () => {
    const { a } = stateScene();
    const pushed = await a.with({ remote: 'https://me:secret@127.0.0.1:1/x.git' }).push();
    expect(pushed).toMatchObject({ kind: 'unmovable' });
    expect(JSON.stringify(pushed)).not.toContain('secret');
  });

  test('shows and keeps no password where it refuses a take or has no state any more', async () => {
    const { a, b, hook, remote } = stateScene();
    // Both addresses lead to the same folder; the one with the password is for the messages.
    const address = 'https://me:secret@127.0.0.1:1/x.git';
    for (const { clone } of [a, b]) git(clone, 'config', `url.${remote}.insteadOf`, address);
    const [from, to] = [a.with({ remote: address }), b.with({ remote: address })];
    await from.pushed();
    expect(readFileSync(join(a.place.ownDir, 'state.json'), 'utf8')).not.toContain('secret');
    hook('update', 'exit 1');
    const taken = await to.take();
    expect(taken.kind).toBe('refused');
    expect(JSON.stringify(taken)).not.toContain('secret');
    rmSync(join(remote, 'hooks/update'));
    git(remote, 'update-ref', '-d', STATE_REF);
    const pushed = await from.push(2);
    expect(pushed).toMatchObject({
      kind: 'unmovable',
      cure: expect.stringContaining('push') as string,
    });
    expect(JSON.stringify(pushed)).not.toContain('secret');
  });
});

test('a state that was removed from the remote is put back by a person alone', async () => {
  const { a, at, remote } = stateScene();
  const first = await a.pushed();
  git(remote, 'update-ref', '-d', STATE_REF);
  const pushed = await a.push(2);
  const cure = `git --git-dir=${join(a.clone, '.git')} push origin ${first}:${STATE_REF}`;
  expect(pushed).toEqual({
    ...{ kind: 'unmovable', why: 'origin has no state of the session any more', cure },
  });
  git(a.clone, ...cure.split(' ').slice(1));
  const third = await a.pushed(3);
  expect(at()).toBe(third);
});

describe('nothing is taken', () => {
  const refusal = async (machine: StateMachine): Promise<string> => {
    const taken = await machine.take();
    return taken.kind === 'refused' ? taken.refusal.reason : taken.kind;
  };

  test('where the session, a worktree or a branch with other work is in the way', async () => {
    const { a, b, at } = stateScene();
    const first = await a.pushed();
    writeAt(a.place.sessionFolder, 'notes.md', 'mine');
    expect(await refusal(a)).toContain('the session is here already');
    writeAt(b.tree, 'mine', 'x');
    expect(await refusal(b)).toContain('a worktree is in the way');
    rmSync(b.tree, { recursive: true });
    git(b.clone, 'switch', '-q', '-c', 'it');
    expect(await refusal(b)).toContain('the branch it is checked out in');
    git(b.clone, 'commit', '-q', '--allow-empty', '-m', 'mine');
    git(b.clone, 'switch', '-q', 'trunk');
    expect(await refusal(b)).toContain('has commits that the session does not have');
    expect(at()).toBe(first);
    git(b.clone, 'branch', '-m', 'it', 'it-here');
    expect(await refusal(b)).toBe('taken');
  });

  test.each([
    ['a later version of samocode', '{"v":2,"new":true}', 'a later version of samocode wrote'],
    ['another program', 'no JSON', 'not one of this session that samocode wrote'],
  ])('where the state is of %s', async (_, meta, reason) => {
    const { a, b, at, root } = stateScene();
    const commit = await a.pushed();
    const env = { ...GIT_ENVIRONMENT, GIT_INDEX_FILE: join(root, 'index') };
    const inClone = (...args: readonly string[]): string =>
      execFileSync('git', args, { cwd: a.clone, env, encoding: 'utf8' }).trim();
    writeAt(root, 'meta', meta);
    inClone('read-tree', commit);
    const blob = inClone('hash-object', '-w', join(root, 'meta'));
    inClone('update-index', '--cacheinfo', `100644,${blob},meta.json`);
    const forged = inClone('commit-tree', '-m', 'x', inClone('write-tree'));
    git(a.clone, 'push', '-q', '--force', 'origin', `${forged}:${STATE_REF}`);
    expect(await refusal(b)).toContain(reason);
    expect(at()).toBe(forged);
  });

  test('where the remote refuses the ref: the other machine keeps the session', async () => {
    const { a, b, hook } = stateScene();
    await a.pushed();
    hook('update', 'exit 1');
    expect(await refusal(b)).toContain('does not let the session be taken');
    expect([existsSync(b.tree), existsSync(b.folder)]).toEqual([false, false]);
  });
});

/** A server that takes connections and never says a word. */
async function silentRemote(): Promise<{ readonly url: string; readonly open: () => number }> {
  let open = 0;
  const server = createServer((socket) => {
    open += 1;
    // A socket that is not read does not notice its end.
    socket.on('error', () => undefined).resume();
    socket.once('close', () => (open -= 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `git://127.0.0.1:${port}/x.git`, open: () => open };
}
