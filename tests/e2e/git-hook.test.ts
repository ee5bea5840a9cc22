import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { attack } from '../support/attack.ts';
import { git, lives, openScene, type Scene } from '../support/program.ts';
import { goTo, turn } from '../support/program-agent.ts';

/** Another repository of the same person, with one commit. */
function otherRepository(scene: Scene): string {
  const other = join(scene.root, 'other');
  git(scene.root, 'init', '-q', '-b', 'trunk', other);
  git(other, 'config', 'user.name', 'Test');
  git(other, 'config', 'user.email', 'test@localhost');
  writeFileSync(join(other, 'other.txt'), 'other\n');
  git(other, 'add', '.');
  git(other, 'commit', '-q', '-m', 'Other');
  return other;
}

/** The variables that git sets for its hooks and for what an alias starts, naming that repository. */
function hookVariables(other: string): Readonly<Record<string, string>> {
  return {
    GIT_DIR: join(other, '.git'),
    GIT_WORK_TREE: other,
    GIT_INDEX_FILE: join(other, '.git/index'),
    GIT_OBJECT_DIRECTORY: join(other, '.git/objects'),
    GIT_PREFIX: 'src/',
    GIT_CONFIG_PARAMETERS: "'user.name'='Hook'",
    GIT_QUARANTINE_PATH: other,
  };
}

describe('samocode that is started from a git hook of another repository', () => {
  test("commits the agent's work in the session's branch and runs VERIFY without the variables", async () => {
    await using scene = openScene({
      phases: {
        implementation: [goTo('testing', { work: ['work.txt', 'done\n'] }, { commit: 'Work' })],
        testing: [goTo('done')],
        done: [turn({ status: 'done', summary: 'finished' })],
      },
    });
    const other = otherRepository(scene);
    scene.begin('implementation');
    git(scene.repo, 'worktree', 'add', '-q', '-b', 'it', join(scene.worktrees, 'it'));
    const verify = `env | grep ^GIT_ > ${scene.root}/verify; true`;
    writeFileSync(
      scene.config,
      `MAIN_REPO=repo\nWORKTREES=worktrees\nSESSIONS=sessions\nVERIFY="${verify}"\n`,
    );
    const env = { ...hookVariables(other), GIT_SSH_COMMAND: 'ssh -4' };
    const ended = await scene.startRun([], { env }).ended;
    expect(ended.code, ended.stderr).toBe(0);
    expect(git(scene.repo, 'log', '--format=%s', 'it')).toContain('Work');
    expect(git(other, 'log', '--format=%s')).toBe('Other');
    const kept = Object.keys(scene.spawns()[0]?.env ?? {}).filter((name) =>
      name.startsWith('GIT_'),
    );
    expect(kept).toEqual(['GIT_SSH_COMMAND']);
    expect(readFileSync(join(scene.root, 'verify'), 'utf8')).toBe('GIT_SSH_COMMAND=ssh -4\n');
  });

  test('makes the repository of a simulation in its own folder', async () => {
    await using scene = openScene();
    const other = otherRepository(scene);
    const folder = join(scene.root, 'simulation');
    const env = hookVariables(other);
    const ended = await scene.exec(['simulate', 'hang', '--into', folder], { env });
    expect(ended.code, ended.stderr).toBe(0);
    expect(git(other, 'log', '--format=%s')).toBe('Other');
    expect(git(other, 'config', 'user.name')).toBe('Test');
    expect(git(join(folder, 'project'), 'log', '--format=%s', 'main')).toBe('Begin');
  });
});

attack(
  "A hook of the repository leaves a process running when samocode makes the session's worktree",
  { modes: ['bypass'], outcome: 'told' },
  async () => {
    await using scene = openScene({
      phases: { init: [turn({ status: 'blocked', reason: 'enough' })] },
    });
    const pid = join(scene.root, 'pid');
    const leaves = `setsid sh -c 'echo $$ > ${pid}; while :; do sleep 0.1; done' > /dev/null 2>&1 &`;
    const waits = `while [ ! -s ${pid} ]; do sleep 0.02; done`;
    const hook = join(scene.repo, '.git/hooks/post-checkout');
    writeFileSync(hook, `#!/bin/sh\n${leaves}\n${waits}\n`, { mode: 0o755 });
    const { code, stdout } = await scene.run();
    expect([code, stdout]).toEqual([4, expect.stringMatching(/a hook of git left \d process/)]);
    expect(lives(Number(readFileSync(pid, 'utf8')))).toBe(false);
  },
);
