import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lastingIdentity } from '../../../../src/adapters/disk/held-folder.ts';
import { until } from '../../../support/program.ts';
import { git, GIT_ENVIRONMENT } from '../../../support/repository.ts';
import {
  entriesOf,
  type StateMachine,
  stateScene,
  statusOf,
} from '../../../support/state-scene.ts';

let folder: string;
let host: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'samocode-state-host-'));
  host = join(folder, 'host.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, '../../../fixtures/bin/state-host.ts')],
    ...{ outfile: host, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' },
    banner: {
      js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
    },
  });
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A program that pushes or takes, and whose git kills it before or after the step, or goes on without it. */
async function killed(
  machine: StateMachine,
  what: 'push' | 'take',
  { step, when }: { readonly step: string; readonly when: string },
): Promise<void> {
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const alone = join(machine.home, 'alone');
  const acts: Readonly<Record<string, string>> = {
    before: 'kill -9 $PPID; exit 1',
    alone: `kill -9 $PPID; ${real} "$@"; : > '${alone}'; exit`,
    after: `${real} "$@"; kill -9 $PPID; exit`,
  };
  const bin = join(machine.home, 'bin');
  mkdirSync(bin);
  const script = `#!/bin/sh\ncase " $* " in *'${step}'*) ${acts[when] ?? ''};; esac\nexec ${real} "$@"\n`;
  writeFileSync(join(bin, 'git'), script, { mode: 0o755 });
  const env = { ...GIT_ENVIRONMENT, PATH: `${bin}:${GIT_ENVIRONMENT.PATH}` };
  const args = [host, what, JSON.stringify(machine.place)];
  const { signal } = spawnSync(process.execPath, args, { env, stdio: 'ignore' });
  expect(signal).toBe('SIGKILL');
  if (when === 'alone') await until(() => existsSync(alone), 'the end of git');
}

const WHENS = ['before', 'alone', 'after'];

describe('killed during a push', () => {
  const STEPS = ['fast-import', ' push '];

  test.each(STEPS.flatMap((step) => WHENS.map((when) => ({ step, when }))))(
    '$when $step: the remote has the state before or this one, and the next push has all',
    async ({ step, when }) => {
      const { a, b, at, remote } = stateScene();
      const first = await a.pushed();
      a.write('src/one.ts', 'two\n');
      symlinkSync('x', join(a.tree, 'link'));
      const [files, status] = [entriesOf(a.tree), statusOf(a.tree)];
      await killed(a, 'push', { step, when });
      const between = at() ?? '';
      expect(git(remote, 'rev-list', '--first-parent', between)).toContain(first);
      expect([entriesOf(a.tree), statusOf(a.tree)]).toEqual([files, status]);
      const commit = await a.pushed(3);
      expect(git(remote, 'rev-list', '--first-parent', commit)).toContain(between);
      expect((await b.take()).kind).toBe('taken');
      expect([entriesOf(b.tree), statusOf(b.tree)]).toEqual([files, status]);
    },
  );
});

describe('killed while it takes a session over', () => {
  const STEPS = [' push ', ' worktree add ', ':work'];

  test.each(STEPS.flatMap((step) => WHENS.map((when) => ({ step, when }))))(
    '$when $step: it is taken again, here or elsewhere, with all of its files',
    async ({ step, when }) => {
      const { a, b, machine } = stateScene();
      a.write('src/one.ts', 'two\n');
      symlinkSync('x', join(a.tree, 'link'));
      await a.pushed();
      await killed(b, 'take', { step, when });
      expect(existsSync(b.folder)).toBe(false);
      const same = [entriesOf(a.tree), statusOf(a.tree), entriesOf(a.folder)];
      for (const other of [b, machine('c')]) {
        expect((await other.take()).kind).toBe('taken');
        expect([entriesOf(other.tree), statusOf(other.tree), entriesOf(other.folder)]).toEqual(
          same,
        );
      }
      expect((await b.push(2)).kind).toBe('lost');
    },
  );
});

describe('a take that was killed replaces nothing but its own files', () => {
  const WORK = 'of a person';

  test('where a person makes a folder at the place of the worktree meanwhile', async () => {
    const { a, b } = stateScene();
    await a.pushed();
    await killed(b, 'take', { step: ' worktree add ', when: 'after' });
    expect(existsSync(b.tree)).toBe(false);
    b.write('work', WORK);
    const taken = await b.take();
    expect(taken).toMatchObject({ kind: 'refused' });
    if (taken.kind === 'refused') execFileSync('sh', ['-c', taken.refusal.cure]);
    expect((await b.take()).kind).toBe('taken');
    expect(readFileSync(`${b.tree}.old/work`, 'utf8')).toBe(WORK);
    expect(entriesOf(b.tree)).toEqual(entriesOf(a.tree));
  });

  /** A take that was killed after the move of the worktree, before that of the session folder. */
  const killedBetween = async ({ b, a }: Pick<ReturnType<typeof stateScene>, 'a' | 'b'>) => {
    await a.pushed();
    await b.take();
    renameSync(b.folder, join(b.folder, '../.26-01-01-it.restoring'));
    const made = join(b.tree, '../.26-01-01-it.restoring');
    mkdirSync(made);
    writeFileSync(join(made, 'moved'), lastingIdentity(b.tree) ?? '');
  };

  test('where only its session folder was missing', async () => {
    const scene = stateScene();
    const { a, b } = scene;
    await killedBetween(scene);
    expect((await b.take()).kind).toBe('taken');
    expect(entriesOf(b.tree)).toEqual(entriesOf(a.tree));
    expect(git(b.clone, 'worktree', 'list').split('\n')).toHaveLength(2);
    expect(readdirSync(join(b.tree, '..'))).toEqual(['26-01-01-it']);
    expect((await b.push(2)).kind).toBe('pushed');
  });

  test('where a person has replaced its worktree since', async () => {
    const scene = stateScene();
    const { b } = scene;
    await killedBetween(scene);
    renameSync(b.tree, `${b.tree}-mine`);
    b.write('work', WORK);
    expect((await b.take()).kind).toBe('refused');
    expect(readFileSync(join(b.tree, 'work'), 'utf8')).toBe(WORK);
  });
});
