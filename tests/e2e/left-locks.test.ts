import { spawn } from 'node:child_process';
import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { appears, git, openScene, type Scene, until } from '../support/program.ts';
import { type Turn, turn } from '../support/program-agent.ts';

const BLOCKED = turn({ status: 'blocked', reason: 'enough' });
/** Fails after the test has put into the repository what it wants to be found. */
const FAILS_LATER: Turn = [{ begin: true }, { touch: 'busy' }, { wait: 'go' }, { exit: 1 }];

/** A session in implementation, with its worktree. */
function working(first: Turn): Scene {
  const scene = openScene({ phases: { implementation: [first, BLOCKED] } });
  scene.begin('implementation');
  git(scene.repo, 'worktree', 'add', '-q', '-b', 'it', join(scene.worktrees, 'it'));
  return scene;
}

const gitDir = (scene: Scene): string =>
  git(join(scene.worktrees, 'it'), 'rev-parse', '--path-format=absolute', '--git-dir');

/** A lock as an attempt left it a while ago, though not before the session began. */
function lock(path: string, ageMs = 2000): string {
  writeFileSync(path, '');
  const at = (Date.now() - ageMs) / 1000;
  utimesSync(path, at, at);
  return path;
}

/** Takes the beginning of the session back, so that a lock of two seconds ago is a later one. */
function beganEarlier(scene: Scene): void {
  const logs = join(scene.folder(), '_logs');
  const at = Date.now() / 1000 - 600;
  for (const name of readdirSync(logs)) utimesSync(join(logs, name), at, at);
}

/** Lets the first attempt fail; the second one has got its prompt when this resolves. */
async function playWith(scene: Scene, meanwhile: () => Promise<void> | void): Promise<string> {
  const running = scene.startRun();
  await appears(join(scene.agent, 'busy'));
  beganEarlier(scene);
  await meanwhile();
  writeFileSync(join(scene.agent, 'go'), '');
  expect((await running.ended).code).toBe(4);
  return scene.prompt(2);
}

describe('a lock of git that an ended attempt left', () => {
  test.each([
    ['the index', (scene: Scene) => join(gitDir(scene), 'index.lock')],
    ['HEAD', (scene: Scene) => join(gitDir(scene), 'HEAD.lock')],
    ["the session's branch", (scene: Scene) => join(scene.repo, '.git/refs/heads/it.lock')],
    ['the packed refs', (scene: Scene) => join(scene.repo, '.git/packed-refs.lock')],
    ['the configuration', (scene: Scene) => join(scene.repo, '.git/config.lock')],
  ])('is named to the next agent with the command that removes it: %s', async (_, pathOf) => {
    await using scene = working(FAILS_LATER);
    let path = '';
    const prompt = await playWith(scene, () => {
      path = lock(pathOf(scene));
    });
    expect(prompt).toContain(`\`rm -f ${path}\``);
    expect(scene.read('session.log')).toContain(path);
    expect(existsSync(path)).toBe(true);
  });

  test('is named by the next run, too, as long as it is there', async () => {
    await using scene = working([{ begin: true }, { touch: 'busy' }, { stay: true }]);
    const running = scene.startRun();
    await appears(join(scene.agent, 'busy'));
    beganEarlier(scene);
    const path = lock(join(gitDir(scene), 'index.lock'));
    running.kill('SIGKILL');
    await running.ended;
    expect((await scene.run()).code).toBe(4);
    expect(scene.prompt(2)).toContain(`\`rm -f ${path}\``);
  });
});

describe('a lock of git that is not told of', () => {
  test.each([
    ["the main checkout's own", (scene: Scene) => void lock(join(scene.repo, '.git/index.lock'))],
    [
      'one from before the session began',
      (scene: Scene) => void lock(join(gitDir(scene), 'index.lock'), 3_600_000),
    ],
    ['one of this moment', (scene: Scene) => void lock(join(gitDir(scene), 'index.lock'), -5000)],
  ])('is %s', async (_, meanwhile) => {
    await using scene = working(FAILS_LATER);
    expect(
      await playWith(scene, () => {
        meanwhile(scene);
      }),
    ).not.toContain('rm -f');
  });

  test("is one of a person's git that lives, in whatever work tree of the repository", async () => {
    for (const place of ['worktrees/it', 'repo']) {
      await using scene = working(FAILS_LATER);
      const index = place === 'repo' ? join(scene.repo, '.git') : gitDir(scene);
      const editor = `touch ${scene.root}/editing; read line`;
      const args = ['-c', `core.editor=sh -c '${editor}'`, 'commit', '--allow-empty'];
      const commit = spawn('git', args, {
        cwd: join(scene.root, place),
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      try {
        const prompt = await playWith(scene, async () => {
          await until(() => existsSync(join(scene.root, 'editing')), 'the editor');
          if (place === 'repo') lock(join(scene.repo, '.git/packed-refs.lock'));
          else expect(existsSync(lock(join(index, 'index.lock')))).toBe(true);
        });
        expect(prompt).not.toContain('rm -f');
      } finally {
        commit.stdin.end();
        await new Promise((done) => commit.once('close', done));
      }
    }
  });
});
