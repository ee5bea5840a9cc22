import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { git, openScene, type Scene } from '../support/program.ts';
import { type Deed, turn } from '../support/program-agent.ts';

const FORBIDS = '{"permissions":{"disableBypassPermissionsMode":"disable"}}';
const BLOCKED = turn({ status: 'blocked', reason: 'enough' });

const init = (permissionMode: string): Deed => ({
  say: JSON.stringify({ type: 'system', subtype: 'init', permissionMode, model: 'm' }),
});

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function restricted(mode: string): Scene {
  const scene = openScene({ phases: { investigation: [[init(mode), { stay: true }]] } });
  scene.begin('investigation');
  return scene;
}

describe('an agent that settings keep from the permission bypass', () => {
  test.each<[string, (scene: Scene) => string]>([
    ['private of the main checkout', ({ repo }) => join(repo, '.claude/settings.local.json')],
    ['of the user', ({ home }) => join(home, '.claude/settings.json')],
  ])('is ended at its first event, with the settings file %s', async (_, place) => {
    await using scene = restricted('default');
    const path = place(scene);
    write(path, FORBIDS);
    const { code, stdout } = await scene.run();
    expect(code, stdout).toBe(5);
    expect(stdout).toContain(`${path} sets permissions.disableBypassPermissionsMode`);
    expect(stdout).toContain(`"\${EDITOR:-vi}" ${path}`);
    expect(scene.spawns()).toHaveLength(1);
  });

  test('is ended with the file of the worktree that the repository has', async () => {
    await using scene = restricted('default');
    write(join(scene.repo, '.claude/settings.json'), FORBIDS);
    git(scene.repo, 'add', '.');
    git(scene.repo, 'commit', '-q', '-m', 'Forbid the bypass');
    const { code, stdout } = await scene.run();
    expect(code, stdout).toBe(5);
    expect(stdout).toContain(join(scene.worktrees, 'it/.claude/settings.json'));
  });

  test('fails also when its turn ended well before samocode could end it', async () => {
    const quick = [init('default'), { good: 0.01 }];
    await using scene = openScene({ phases: { investigation: [quick] } });
    scene.begin('investigation');
    expect((await scene.run()).code).toBe(5);
    expect(scene.spawns()).toHaveLength(1);
  });

  test('is named a file that is not JSON', async () => {
    await using scene = restricted('plan');
    const path = join(scene.repo, '.claude/settings.local.json');
    write(path, '{ // forbidden\n}');
    const { stdout } = await scene.run();
    expect(stdout).toContain('runs in permission mode plan, not bypassPermissions');
    expect(stdout).toContain(`${path} is not valid JSON`);
  });

  test('is one with the wrong mode alone', async () => {
    const phases = { investigation: [[init('bypassPermissions'), ...BLOCKED.slice(1)]] };
    await using scene = openScene({ phases });
    scene.begin('investigation');
    expect((await scene.run()).code).toBe(4);
    scene.script({ phases: { investigation: [[init('acceptEdits'), ...BLOCKED.slice(1)]] } });
    const env = { SAMOCODE_PERMISSIONS: 'accept-edits' };
    expect((await scene.startRun(['--force'], { env }).ended).code).toBe(4);
  });
});
