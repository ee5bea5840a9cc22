import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { appears, git, openScene, type Scene } from '../support/program.ts';
import { type Turn, turn } from '../support/program-agent.ts';

const DONE = turn(
  { status: 'done', summary: 'all done' },
  { work: ['code.txt', 'one\n'] },
  { commit: 'Do it' },
);

/** A session that committed once. */
async function ended(end: Turn = DONE, prepare?: (scene: Scene) => void): Promise<Scene> {
  const scene = openScene({ phases: { done: [end] } });
  scene.begin('done');
  prepare?.(scene);
  await scene.run();
  return scene;
}

const clean = async (scene: Scene, ...flags: readonly string[]): Promise<string> =>
  (await scene.command('clean', '--worktrees', ...flags)).stdout;
const tree = (scene: Scene): string => join(scene.worktrees, 'it');
const branches = (scene: Scene): string => git(scene.repo, 'branch', '--format=%(refname:short)');

test('a worktree whose branch is merged goes, with its branch, and with --dry-run stays', async () => {
  await using scene = await ended();
  expect(await clean(scene)).toContain(`it: the worktree ${tree(scene)} stays: it is not merged`);
  git(scene.repo, 'merge', '-q', 'it');
  expect((await scene.command('clean')).stdout).toContain('nothing to clean');
  expect(await clean(scene, '--dry-run')).toContain(
    `it: would remove the worktree ${tree(scene)} and branch it`,
  );
  expect(existsSync(tree(scene))).toBe(true);
  const shown = JSON.parse(await clean(scene, '--json')) as { worktree: unknown };
  expect(shown.worktree).toEqual({ path: tree(scene), isRemoved: true, branch: 'it', why: null });
  expect([existsSync(tree(scene)), branches(scene)]).toEqual([false, 'trunk']);
  expect(await clean(scene)).toContain('nothing to clean');
});

test('a branch that git branch -d keeps stays, and is named', async () => {
  await using scene = await ended();
  const remote = join(scene.root, 'remote.git');
  git(scene.root, 'init', '-q', '--bare', remote);
  git(scene.repo, 'remote', 'add', 'origin', remote);
  git(scene.repo, 'push', '-q', '-u', 'origin', 'trunk');
  git(scene.repo, 'push', '-q', 'origin', 'it:trunk');
  const said = await clean(scene);
  expect(said).toContain(`removed the worktree ${tree(scene)}; its branch stays: error: `);
  expect([existsSync(tree(scene)), branches(scene)]).toEqual([false, 'it\ntrunk']);
});

test('a worktree with uncommitted or untracked work stays, and so does a locked one', async () => {
  await using scene = await ended();
  git(scene.repo, 'merge', '-q', 'it');
  writeFileSync(join(tree(scene), 'new.txt'), '1');
  expect(await clean(scene)).toContain('stays: it has uncommitted work (1 file)');
  git(tree(scene), 'add', 'new.txt');
  expect(await clean(scene)).toContain('stays: it has uncommitted work (1 file)');
  git(tree(scene), 'reset', '-q', '--hard');
  git(scene.repo, 'worktree', 'lock', tree(scene));
  expect(await clean(scene)).toContain('stays: it is locked');
  git(scene.repo, 'worktree', 'unlock', tree(scene));
  git(tree(scene), 'switch', '-q', '-c', 'other');
  expect(await clean(scene)).toContain('stays: it is on other, and its session made it');
  expect(existsSync(tree(scene))).toBe(true);
});

test('a worktree that samocode did not make stays', async () => {
  await using scene = await ended(DONE, (made) => {
    git(made.repo, 'worktree', 'add', '-q', '-b', 'it', tree(made));
  });
  git(scene.repo, 'merge', '-q', 'it');
  expect(await clean(scene)).toContain('stays: there is no record that samocode made it');
});

test('a worktree whose session is not done, or where a run is alive, stays', async () => {
  const blocked = turn({ status: 'blocked', reason: 'enough' }, { work: ['a', '1'] });
  await using scene = await ended(blocked);
  expect(await clean(scene)).toContain('stays: its session is not done: blocked');
  scene.script({ phases: { done: [[{ begin: true }, { touch: 'here' }, { wait: 'go' }]] } });
  await scene.command('resume');
  const run = scene.startRun();
  await appears(join(scene.agent, 'here'));
  expect(await clean(scene)).toContain('it: a run is at work there; left alone');
  expect(existsSync(tree(scene))).toBe(true);
  run.kill('SIGTERM');
  await run.ended;
});
