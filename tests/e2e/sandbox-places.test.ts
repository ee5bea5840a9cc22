import { cpSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NO_BUBBLEWRAP } from '../support/bubblewrap.ts';
import { FAKE_AGENT, git, openScene, overviewOf, type Scene, SESSION } from '../support/program.ts';
import { turn } from '../support/program-agent.ts';
import { temporaryFolder } from '../support/session.ts';

const BLOCKED = { status: 'blocked', reason: 'reached', needs: 'human_decision' };
/** Tries the settings and hooks of the repository, then commits. */
const DEEDS = {
  sh: `cd "$W" || exit 1
C="$(git rev-parse --path-format=absolute --git-common-dir)"
: > "$FAKE_AGENT/written-$(basename "$W")"
for f in config hooks/planted info/planted; do (: >> "$C/$f") 2> /dev/null && echo "$f" >> "$FAKE_AGENT/written-$(basename "$W")"; done
true`,
};

/** A project whose agent commits in bwrap. */
function boxed(worktrees = '../../worktrees'): Scene {
  const deeds = { sh: `W="${worktrees}/$(basename "$PWD")"\n${DEEDS.sh}` };
  const scene = openScene({
    phases: {
      implementation: [
        turn(BLOCKED, deeds, { work: ['made.txt', 'x\n'] }, { commit: 'Made in bwrap' }),
      ],
    },
  });
  Object.assign(scene.env, {
    SAMOCODE_SANDBOX: 'bwrap',
    SAMOCODE_SANDBOX_WRITE: scene.agent,
    CLAUDE_CONFIG_DIR: join(scene.root, 'claude'),
  });
  return scene;
}

function configure(scene: Scene, mainRepo: string): void {
  writeFileSync(scene.config, `MAIN_REPO=${mainRepo}\nWORKTREES=worktrees\nSESSIONS=sessions\n`);
}

function begin(scene: Scene, name: string): void {
  const folder = join(scene.sessions, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '_overview.md'), overviewOf('implementation'));
}

async function works(scene: Scene, repo: string): Promise<void> {
  begin(scene, SESSION);
  const run = await scene.run();
  expect(run, run.stdout + run.stderr).toMatchObject({ code: 4 });
  expect(scene.rows().at(-1)).toMatchObject({ status: 'blocked', reason: 'reached' });
  expect(git(repo, 'log', '--all', '--format=%s')).toContain('Made in bwrap');
  expect(readdirSync(scene.agent)).toContain(`written-${SESSION}`);
  expect(git(scene.root, 'hash-object', join(scene.agent, `written-${SESSION}`))).toBe(
    'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
  );
}

describe.skipIf(NO_BUBBLEWRAP !== undefined)('in bwrap an agent commits', () => {
  test('when its CLI is a link into a package below /tmp', async () => {
    await using scene = boxed();
    const root = join(import.meta.dirname, '../..');
    // Not below the scene's own folder, which is seen anyway.
    const folder = temporaryFolder();
    for (const part of [dirname(FAKE_AGENT), join(root, 'lab/stand-in')])
      cpSync(part, join(folder, relative(root, part)), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    symlinkSync(join(folder, relative(root, FAKE_AGENT)), join(scene.root, 'claude-link'));
    scene.env['CLAUDE_PATH'] = join(scene.root, 'claude-link');
    await works(scene, scene.repo);
  });

  test('when MAIN_REPO is a linked worktree of another repository', async () => {
    await using scene = boxed();
    git(scene.repo, 'worktree', 'add', '-q', '-b', 'side', join(scene.root, 'side'));
    configure(scene, 'side');
    await works(scene, scene.repo);
  });

  test('when MAIN_REPO is a submodule', async () => {
    await using scene = boxed();
    const outer = join(scene.root, 'outer');
    mkdirSync(outer);
    git(outer, 'init', '-q');
    git(
      outer,
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '--quiet',
      'add',
      scene.repo,
      'part',
    );
    const part = join(outer, 'part');
    for (const [key, value] of [
      ['user.name', 'Test'],
      ['user.email', 'test@localhost'],
    ] as const) {
      git(part, 'config', key, value);
    }
    configure(scene, 'outer/part');
    await works(scene, part);
  });

  test('in two sessions of one project at once', async () => {
    await using scene = boxed();
    const names = ['one', 'two'];
    for (const name of names) begin(scene, name);
    const runs = await Promise.all(
      names.map((name) => scene.exec(['--config', scene.config, '--session', name])),
    );
    for (const run of runs) expect(run, run.stdout + run.stderr).toMatchObject({ code: 4 });
    // Two commits with the same content in the same second are one.
    for (const name of names)
      expect(git(scene.repo, 'log', '--format=%s', name)).toContain('Made in bwrap');
  });

  test('when the paths have spaces', async () => {
    await using scene = boxed();
    const project = join(scene.root, 'with two spaces');
    mkdirSync(join(project, 'sessions', SESSION), { recursive: true });
    mkdirSync(join(project, 'worktrees'));
    renameSync(scene.repo, join(project, 'repo'));
    writeFileSync(join(project, 'sessions', SESSION, '_overview.md'), overviewOf('implementation'));
    const config = join(project, '.samocode');
    writeFileSync(config, 'MAIN_REPO=repo\nWORKTREES=worktrees\nSESSIONS=sessions\n');
    const run = await scene.exec(['--config', config, '--session', SESSION]);
    expect(run, run.stdout + run.stderr).toMatchObject({ code: 4 });
    expect(git(join(project, 'repo'), 'log', '--all', '--format=%s')).toContain('Made in bwrap');
  });
});
