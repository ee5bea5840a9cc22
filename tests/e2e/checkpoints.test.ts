import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { appears, git, openScene, type Scene } from '../support/program.ts';
import { goTo, turn } from '../support/program-agent.ts';

const BLOCKED = { status: 'blocked', reason: 'enough' };

/** An agent that works, one that destroys everything, and one that is blocked. */
async function destroyed(): Promise<Scene> {
  const scene = openScene({
    phases: {
      implementation: [
        goTo(
          'implementation',
          { work: ['code.txt', 'one\r\n'] },
          { commit: 'Do it' },
          { work: ['notes', 'not committed\n'] },
        ),
        turn(BLOCKED, {
          sh: 'cd "../../worktrees/$(basename "$PWD")" && git reset -q --hard HEAD^ && git clean -fdxq',
        }),
      ],
    },
  });
  scene.begin('implementation');
  expect((await scene.run()).code).toBe(4);
  return scene;
}

const shell = (line: string): string =>
  execFileSync('/bin/sh', ['-c', line], { encoding: 'utf8' }).trim();
const treeOf = (scene: Scene): string => join(scene.worktrees, 'it');

async function listed(scene: Scene): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { stdout } = await scene.command('checkpoints', '--json');
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('samocode checkpoints and restore', () => {
  test('a run keeps the worktree before its first attempt and after each iteration', async () => {
    await using scene = await destroyed();
    expect(await listed(scene)).toMatchObject([
      { number: 1, iteration: 3, phase: 'implementation' },
      { number: 2, iteration: 4, phase: 'implementation', leftOut: [], repositories: [] },
      { number: 3, iteration: 5 },
    ]);
    const lines = (await scene.command('checkpoints')).stdout.split('\n');
    expect(lines[1]).toMatch(/^2: after iteration 4, implementation, .*Z, [\da-f]{12}$/);
  });

  test('where git does not run, the commands say so in one line and a hint', async () => {
    await using scene = openScene({});
    scene.begin('implementation');
    for (const words of [['checkpoints'], ['restore', '--number', '1']] as const) {
      scene.env['PATH'] = '/no/such/bin';
      const [name, ...more] = words;
      const { code, stderr } = await scene.command(name, ...more);
      expect(stderr).toMatch(
        /^samocode: no folder of PATH has git: \/no\/such\/bin\n {2}→ .*samocode doctor/,
      );
      expect(code).toBe(2);
    }
  });

  test('an iteration is brought back into a worktree of its own', async () => {
    await using scene = await destroyed();
    expect(existsSync(join(treeOf(scene), 'notes'))).toBe(false);
    const ended = await scene.command('restore', '--iteration', '4');
    expect(ended.code, ended.stderr).toBe(0);
    const path = `${treeOf(scene)}-checkpoint-2`;
    expect(readFileSync(join(path, 'notes'), 'utf8')).toBe('not committed\n');
    expect(readFileSync(join(path, 'code.txt'), 'utf8')).toBe('one\r\n');
    expect(git(path, 'log', '-1', '--format=%s')).toBe('Do it');
    expect(existsSync(join(treeOf(scene), 'notes'))).toBe(false);
    const [, look = '', remove = ''] = ended.stdout.split('\n');
    const again = await scene.command('restore', '--iteration', '4');
    expect(again).toMatchObject({ code: 2 });
    expect(again.stderr).toContain(remove.replace('remove: ', ''));
    const pasted = `${look.replace('look: ', '')} && ${remove.replace('remove: ', '')}`;
    shell(pasted);
    expect(existsSync(path)).toBe(false);
  });

  test('or into its own one, of which a checkpoint is taken first, and the undo works when pasted', async () => {
    await using scene = await destroyed();
    writeFileSync(join(treeOf(scene), 'mine'), 'written by a person\n');
    const ended = await scene.command('restore', '--here', '--number', '2');
    expect(ended.code, ended.stderr).toBe(0);
    expect(readFileSync(join(treeOf(scene), 'notes'), 'utf8')).toBe('not committed\n');
    expect(existsSync(join(treeOf(scene), 'mine'))).toBe(false);
    expect(ended.stdout).toContain('HEAD and index are as they were');
    const undo = /undo: samocode (.*)/.exec(ended.stdout)?.[1] ?? '';
    expect(await scene.exec(undo.split(' '))).toMatchObject({ code: 0 });
    expect(readFileSync(join(treeOf(scene), 'mine'), 'utf8')).toBe('written by a person\n');
    const move = /then: (.*)/.exec(ended.stdout)?.[1] ?? '';
    shell(move);
    expect(git(treeOf(scene), 'log', '-1', '--format=%s')).toBe('Do it');
  });

  test('a command without a number, an unknown number and a session without a checkpoint say what helps', async () => {
    await using scene = await destroyed();
    const none = await scene.command('restore');
    expect(none).toMatchObject({ code: 2 });
    expect(none.stderr).toMatch(/samocode checkpoints --config \S+ --session it/);
    expect(await scene.command('restore', '--number', '9')).toMatchObject({ code: 2 });
    expect(await scene.command('restore', '--number', '0')).toMatchObject({ code: 2 });
    git(scene.repo, 'worktree', 'remove', '--force', treeOf(scene));
    const gone = await scene.command('restore', '--here', '--number', '1');
    expect(gone).toMatchObject({ code: 2 });
    expect(gone.stderr).toContain('has no worktree');
  });

  test('nothing is put back while a run holds the session', async () => {
    await using scene = openScene({
      phases: { implementation: [turn(BLOCKED, { touch: 'began' }, { wait: 'go' })] },
    });
    scene.begin('implementation');
    const running = scene.startRun();
    await appears(join(scene.agent, 'began'));
    expect(await scene.command('restore', '--here', '--number', '1')).toMatchObject({ code: 6 });
    expect((await scene.command('checkpoints')).stdout).toContain('1: after iteration 3');
    writeFileSync(join(scene.agent, 'go'), '');
    expect((await running.ended).code).toBe(4);
  });
});

test('a checkpoint that cannot be taken is one warning, and the run goes on', async () => {
  await using scene = openScene({
    phases: {
      implementation: [goTo('testing', { work: ['a', '1'] })],
      testing: [turn(BLOCKED, { work: ['b', '1'] })],
    },
  });
  scene.begin('implementation');
  // git's objects cannot be written.
  const objects = join(scene.repo, '.git/objects');
  const bin = join(scene.root, 'bin');
  mkdirSync(bin);
  const real = shell('command -v git');
  const script = `#!/bin/sh\ncase " $* " in *" write-tree "*) echo 'fatal: ${objects} is full' >&2; exit 128;; esac\nexec ${real} "$@"\n`;
  writeFileSync(join(bin, 'git'), script, { mode: 0o755 });
  scene.env['PATH'] = `${bin}:${scene.env['PATH'] ?? ''}`;
  const ended = await scene.run();
  expect(ended.code).toBe(4);
  const said = ended.stdout + ended.stderr;
  expect(said.match(/no checkpoint of the worktree/g)).toHaveLength(1);
  expect(said).toContain('is full');
  expect(scene.rows()).toHaveLength(2);
  rmSync(join(bin, 'git'));
});

test('a checkpoint is an event, before the event of what comes of it', async () => {
  await using scene = openScene({
    phases: { implementation: [turn(BLOCKED, { work: ['a', '1'] })] },
  });
  scene.begin('implementation');
  const file = join(scene.root, 'events');
  const env = { SAMOCODE_ON_EVENT: `cat >> '${file}'` };
  expect((await scene.startRun([], { env }).ended).code).toBe(4);
  const events = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(events.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { event: 'checkpoint', iteration: 3 },
    {
      event: 'checkpoint',
      iteration: 4,
      text: expect.stringMatching(/^checkpoint 2 after iteration 4: [\da-f]{40}$/) as string,
    },
    { event: 'blocked' },
  ]);
});
