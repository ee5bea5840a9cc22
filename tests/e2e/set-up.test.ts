import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { appears, lives, openScene, type Scene, until } from '../support/program.ts';
import { turn, wholeBut } from '../support/program-agent.ts';

const ON = turn({ status: 'continue', summary: 'on' });
const STAYS = wholeBut({ investigation: [ON, ON, ON, ON, ON] });

function sceneWith(setUp: string): Scene {
  const scene = openScene(STAYS);
  appendFileSync(scene.config, `SETUP='${setUp}'\n`);
  return scene;
}

const worktree = (scene: Scene): string => join(scene.worktrees, basename(scene.folder()));
/** A line for each set-up. */
const setUps = (scene: Scene): readonly string[] =>
  readFileSync(join(scene.root, 'set-ups'), 'utf8').trim().split('\n');

describe('SETUP', () => {
  test('runs in the worktree before the first agent, once, without credentials', async () => {
    await using scene = sceneWith(
      'echo $PWD:$ANTHROPIC_API_KEY:$MINE >> ../../set-ups; echo built',
    );
    const env = { ANTHROPIC_API_KEY: 'sk-secret', MINE: 'mine' };
    const { stdout, code } = await scene.startRun(['--once'], { env }).ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/setting the worktree up: echo[^]*iteration 1, init/);
    expect(scene.spawns()).toHaveLength(1);
    expect(scene.spawns()[0]?.env['ANTHROPIC_API_KEY']).toBe('sk-secret');
    await scene.run('--once');
    expect(setUps(scene)).toEqual([`${worktree(scene)}::mine`]);
    expect((await scene.command('logs', '--all')).stdout).toMatch(/set-up[^]*built/);
  });

  test('runs again when a lock file changes, when SETUP changes, and in a worktree that is made again', async () => {
    await using scene = sceneWith('echo one >> ../../set-ups');
    await scene.run('--once');
    writeFileSync(join(worktree(scene), 'package-lock.json'), '{}');
    await scene.run('--once');
    expect(setUps(scene)).toEqual(['one', 'one']);
    writeFileSync(scene.config, readFileSync(scene.config, 'utf8').replace('echo one', 'echo two'));
    await scene.run('--once');
    expect(setUps(scene)).toEqual(['one', 'one', 'two']);
    rmSync(worktree(scene), { recursive: true });
    await scene.run('--once');
    expect(setUps(scene)).toEqual(['one', 'one', 'two', 'two']);
  });

  test('that fails blocks with its output and spends nothing, until a person resumes the session', async () => {
    await using scene = sceneWith('echo once >> ../../set-ups; echo no such registry; exit 3');
    const { stdout, code } = await scene.run();
    expect(code).toBe(4);
    expect(stdout).toMatch(/SETUP failed \(echo.*exit 3\)/);
    expect(stdout).toContain('no such registry');
    expect(scene.rows()).toMatchObject([
      { status: 'blocked', needs: 'environment', costUsd: null },
    ]);
    expect(await scene.status()).toMatchObject({ state: 'blocked', retried: false });
    expect((await scene.run()).code).toBe(4);
    expect(setUps(scene)).toEqual(['once']);
    writeFileSync(scene.config, readFileSync(scene.config, 'utf8').replace('exit 3', 'exit 0'));
    expect(scene.spawns()).toEqual([]);
    expect((await scene.command('resume')).code).toBe(0);
    expect((await scene.run('--once')).code).toBe(0);
    expect(setUps(scene)).toEqual(['once', 'once']);
    expect(scene.spawns()).toHaveLength(1);
  });

  test('over SETUP_TIMEOUT fails, and is ended with all that it started', async () => {
    await using scene = sceneWith('sleep 100 & echo $! > ../../pid; wait');
    appendFileSync(scene.config, 'SETUP_TIMEOUT=1\n');
    const { stdout, code } = await scene.run();
    expect(code).toBe(4);
    expect(stdout).toMatch(/SETUP failed .*timeout/);
    expect(lives(pidOf(scene))).toBe(false);
  });

  test('ends with samocode when that is killed, and the next run does it again', async () => {
    await using scene = sceneWith(
      'echo begun >> ../../set-ups; test -e ../../go && exit; echo $$ > ../../pid; sleep 100',
    );
    const running = scene.startRun(['--once']);
    await appears(join(scene.root, 'pid'));
    await until(() => pidOf(scene) > 0, 'the pid');
    running.kill('SIGKILL');
    await until(() => !lives(pidOf(scene)), 'the end of the set-up');
    writeFileSync(join(scene.root, 'go'), '');
    expect((await scene.run('--once')).code).toBe(0);
    expect(setUps(scene)).toEqual(['begun', 'begun']);
    expect(scene.spawns()).toHaveLength(1);
  });
});

function pidOf(scene: Scene): number {
  return Number(readFileSync(join(scene.root, 'pid'), 'utf8'));
}
