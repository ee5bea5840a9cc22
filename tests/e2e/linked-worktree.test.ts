import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { git, openScene, overviewOf, type Scene, SESSION } from '../support/program.ts';
import { turn } from '../support/program-agent.ts';

const BLOCKED = turn({ status: 'blocked', reason: 'enough' });
const CONFIG = 'MAIN_REPO=.\nWORKTREES=../worktrees\nSESSIONS=../sessions\n';

/** A project whose `.samocode` is committed, at `folder` of the repository, and a session with its worktree. */
function committed(folder = '.', text = CONFIG): Scene {
  const scene = openScene({ phases: { implementation: [BLOCKED] } });
  rmSync(scene.config);
  mkdirSync(join(scene.repo, folder), { recursive: true });
  writeFileSync(join(scene.repo, folder, '.samocode'), text);
  git(scene.repo, 'add', '-A');
  git(scene.repo, 'commit', '-q', '-m', 'Configure');
  scene.begin('implementation');
  git(scene.repo, 'worktree', 'add', '-q', '-b', SESSION, join(scene.worktrees, SESSION));
  return scene;
}

/** The session `other` in `sessions` of a folder. */
function addOther(folder: string): void {
  const session = join(folder, 'sessions', 'other');
  mkdirSync(session, { recursive: true });
  writeFileSync(join(session, '_overview.md'), overviewOf('planning'));
}

const worktree = (scene: Scene): string => join(scene.worktrees, SESSION);

describe('a committed .samocode in a linked worktree', () => {
  test('leads every command to the session of the main checkout', async () => {
    await using scene = committed();
    const inside = { cwd: worktree(scene) };
    const named = ['--config', join(worktree(scene), '.samocode'), '--session', SESSION];
    for (const args of [['--session', SESSION], named]) {
      const seen = await scene.exec(['status', '--json', ...args], inside);
      expect(JSON.parse(seen.stdout), seen.stderr).toMatchObject({ phase: 'implementation' });
    }
    const listed = await scene.exec(['list'], inside);
    expect(listed.stdout).toContain(SESSION);
    const ran = await scene.exec(['--session', SESSION], inside);
    expect(ran.code, ran.stderr).toBe(4);
    expect(scene.spawns().map(({ session }) => session)).toEqual([scene.folder()]);
    expect(ran.stdout).toContain(`configuration: ${join(scene.repo, '.samocode')}`);
    expect(ran.stdout).toContain('linked worktree');
    const again = await scene.exec(named, inside);
    expect(again.code, again.stderr).toBe(4);
    expect(scene.spawns()).toHaveLength(1);
  });

  test('reads the .env beside the main file', async () => {
    await using scene = committed();
    writeFileSync(join(scene.repo, '.env'), 'CLAUDE_MODEL=of-the-main-checkout\n');
    const args = ['--session', SESSION, '--dry-run'];
    const shown = await scene.exec(args, { cwd: worktree(scene) });
    expect(shown.stdout).toContain('of-the-main-checkout');
  });

  test('is found in a subfolder of the repository', async () => {
    const text = CONFIG.replace('=.\n', '=..\n').replaceAll('../', '../../');
    await using scene = committed('app', text);
    const inside = { cwd: join(worktree(scene), 'app') };
    const seen = await scene.exec(['status', '--json', '--session', SESSION], inside);
    expect(JSON.parse(seen.stdout), seen.stderr).toMatchObject({ phase: 'implementation' });
  });

  test('counts itself where the main checkout has none', async () => {
    await using scene = committed();
    git(scene.repo, 'rm', '-q', '.samocode');
    const inside = { cwd: worktree(scene) };
    const ended = await scene.exec(['status', '--session', SESSION], inside);
    expect(ended.stderr).toContain(join(scene.worktrees, 'sessions'));
  });

  test('counts itself in a bare repository', async () => {
    await using scene = committed();
    const bare = join(scene.root, 'bare', '.git');
    git(scene.root, 'clone', '-q', '--bare', scene.repo, bare);
    const own = join(scene.root, 'checkouts', 'main');
    git(bare, 'worktree', 'add', '-q', own, 'trunk');
    addOther(join(scene.root, 'checkouts'));
    const listed = await scene.exec(['list'], { cwd: own });
    expect(listed.stdout, listed.stderr).toContain('other');
  });

  test.each(['.git', 'repo.git'])(
    'leads to the worktree whose WORKTREES holds it, in a bare repository %s',
    async (name) => {
      await using scene = committed();
      const bare = join(scene.root, 'bare', name);
      git(scene.root, 'clone', '-q', '--bare', scene.repo, bare);
      const main = join(scene.root, 'bare', 'main');
      const own = join(scene.root, 'bare', 'kept', 'one');
      git(bare, 'worktree', 'add', '-q', main, 'trunk');
      const text = CONFIG.replace('../worktrees', '../kept');
      writeFileSync(join(main, '.samocode'), text);
      git(bare, 'worktree', 'add', '-q', '-b', 'one', own);
      writeFileSync(join(own, '.samocode'), text);
      addOther(join(scene.root, 'bare'));
      const listed = await scene.exec(['list'], { cwd: own });
      expect(listed.stdout, listed.stderr).toContain('other');
      const again = await scene.exec(['list'], { cwd: main });
      expect(again.stdout, again.stderr).toContain('other');
    },
  );

  test('counts itself behind a .git file that git does not know', async () => {
    await using scene = committed();
    const copy = join(scene.root, 'copies', 'of-it');
    mkdirSync(copy, { recursive: true });
    const gitDir = git(worktree(scene), 'rev-parse', '--path-format=absolute', '--git-dir');
    writeFileSync(join(copy, '.git'), `gitdir: ${gitDir}\n`);
    writeFileSync(join(copy, '.samocode'), CONFIG);
    addOther(join(scene.root, 'copies'));
    const listed = await scene.exec(['list'], { cwd: copy });
    expect(listed.stdout, listed.stderr).toContain('other');
  });
});
