import { appendFileSync, existsSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { git, openScene, type Scene } from '../support/program.ts';
import { goTo, turn, wholeBut } from '../support/program-agent.ts';

const PLACE = '../../worktrees/$(basename "$PWD")';

const worktree = (scene: Scene): string => join(scene.worktrees, basename(scene.folder()));

/** The next agent of the session, after a person has resumed it. */
async function resume(scene: Scene): Promise<void> {
  await scene.command('resume');
  expect((await scene.run()).code).toBe(4);
}

test('an agent that removed its worktree and signals at once blocks the session; the next agent is told', async () => {
  const enough = turn({ status: 'blocked', reason: 'enough' });
  await using scene = openScene({
    spawns: [goTo('investigation', { overview: 'init' }, { sh: `rm -rf ${PLACE}` }), enough],
  });
  expect((await scene.run()).code).toBe(4);
  expect(scene.rows()).toMatchObject([
    { problem: 'worktree', phase: 'init', signal: { status: 'continue' } },
  ]);
  await resume(scene);
  expect(existsSync(join(worktree(scene), '.git'))).toBe(true);
  expect(scene.prompt(2)).toMatch(/lost its working folder: .* not committed are lost/);
});

test('a worktree that is gone between two attempts is attached again', async () => {
  await using scene = openScene({
    spawns: [
      [{ begin: true }, { bad: { text: 'overloaded', status: 529, error: 'overloaded_error' } }],
      turn({ status: 'blocked', reason: 'enough' }),
    ],
  });
  const running = scene.startRun([], { env: { SAMOCODE_RETRY_DELAY: '1' } });
  await running.says(/next attempt in/);
  rmSync(worktree(scene), { recursive: true });
  const { code, stdout } = await running.ended;
  expect(code, stdout).toBe(4);
  expect(stdout).toContain('blocked (needs human_decision): enough');
  expect(scene.spawns()).toHaveLength(2);
  expect(git(worktree(scene), 'branch', '--show-current')).toBe('it');
});

test('a worktree that VERIFY removes blocks the session', async () => {
  await using scene = openScene(wholeBut({}));
  scene.begin('quality');
  appendFileSync(scene.config, 'VERIFY=rm -rf "$PWD"\n');
  const { code, stdout } = await scene.run();
  expect(code, stdout).toBe(4);
  expect(scene.rows().at(-1)).toMatchObject({ problem: 'worktree', phase: 'quality' });
});
