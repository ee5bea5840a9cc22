import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { attack } from '../support/attack.ts';
import { git, openScene, type Scene, SESSION } from '../support/program.ts';
import { turn } from '../support/program-agent.ts';

const BLOCKED = turn({ status: 'blocked', reason: 'enough' });
const FOLDERS = 'MAIN_REPO=.\nWORKTREES=../worktrees\nSESSIONS=../sessions\n';

/** A clone: `.samocode` and these files are tracked. */
function clone(files: Readonly<Record<string, string>>): Scene {
  const scene = openScene({ phases: { init: [BLOCKED] } });
  for (const [name, text] of Object.entries({ '.samocode': FOLDERS, ...files })) {
    writeFileSync(join(scene.repo, name), text);
  }
  git(scene.repo, 'add', '-A');
  git(scene.repo, 'commit', '-q', '-m', 'Configure');
  return scene;
}

const place = (scene: Scene): readonly string[] => ['--config', join(scene.repo, '.samocode')];
const runOf = (scene: Scene) =>
  scene.exec([...place(scene), '--session', SESSION, '--task', 'x'], {
    env: { SAMOCODE_MAX_RETRIES: '1' },
  });

describe('settings of a clone', () => {
  attack(
    'A tracked .env names a program, an address, a credential, permissions or arguments',
    { modes: ['bypass'], outcome: 'refused' },
    async () => {
      const lines = [
        'CLAUDE_PATH=./tool',
        'TELEGRAM_API_URL=http://127.0.0.1:9',
        'ANTHROPIC_API_KEY=secret-of-another',
        'SAMOCODE_PERMISSIONS=bypass',
        'CODEX_EXTRA_ARGS=-x',
      ];
      await using scene = clone({ '.env': lines.join('\n') });
      const { code, stderr } = await runOf(scene);
      expect(code).toBe(2);
      for (const line of lines) expect(stderr).toContain(`: ${line.split('=')[0] ?? ''} `);
      expect(stderr).toContain(join(scene.home, '.config/samocode/.env'));
      expect(stderr).toContain('rm --cached');
      expect(stderr).not.toContain('secret-of-another');
      expect(scene.spawns()).toEqual([]);
    },
  );

  test('counts again after the command that the refusal names', async () => {
    await using scene = clone({ '.env': 'CLAUDE_EXTRA_ARGS=--more\n' });
    const refused = await runOf(scene);
    const [, command = ''] = /out of git: (git .*)$/m.exec(refused.stderr) ?? [];
    git(scene.root, ...command.split(' ').slice(1));
    expect((await runOf(scene)).code).toBe(4);
    expect(scene.spawns()).toHaveLength(1);
  });

  attack(
    'A tracked .samocode has a VERIFY that no person accepted',
    { modes: ['bypass'], outcome: 'refused' },
    async () => {
      await using scene = clone({ '.samocode': `${FOLDERS}VERIFY=touch ../hit\n` });
      for (const command of ['doctor', 'list']) await scene.exec([command, ...place(scene)]);
      const before = scene.spawns().length;
      const refused = await runOf(scene);
      expect(refused.code).toBe(2);
      expect(refused.stderr).toContain('samocode trust --config');
      expect(existsSync(join(scene.root, 'hit'))).toBe(false);
      expect(scene.spawns()).toHaveLength(before);
    },
  );

  test('a tracked .samocode cannot set SETUP before a person accepts it', async () => {
    await using scene = clone({ '.samocode': `${FOLDERS}SETUP=touch ../hit\n` });
    const { code, stderr } = await runOf(scene);
    expect(code).toBe(2);
    expect(stderr).toMatch(/SETUP[^]*samocode trust/);
    expect(existsSync(join(scene.worktrees, '../hit'))).toBe(false);
    expect(scene.spawns()).toEqual([]);
  });

  test('VERIFY counts once it is accepted, until it changes', async () => {
    await using scene = clone({ '.samocode': `${FOLDERS}VERIFY=true\n` });
    const shown = await scene.exec(['trust', ...place(scene)]);
    expect([shown.code, shown.stdout]).toEqual([2, expect.stringContaining('VERIFY: true')]);
    expect(shown.stderr).toContain('--yes');
    expect((await scene.exec(['trust', ...place(scene), '--yes'])).code).toBe(0);
    expect((await runOf(scene)).code).toBe(4);
    writeFileSync(join(scene.repo, '.samocode'), `${FOLDERS}VERIFY=false\n`);
    expect((await runOf(scene)).code).toBe(2);
  });
});

describe('samocode init', () => {
  test('accepts the VERIFY that it wrote, also once it is committed', async () => {
    await using scene = openScene({ phases: { init: [BLOCKED] } });
    expect((await scene.exec(['init', '--verify', 'true'], { cwd: scene.repo })).code).toBe(0);
    git(scene.repo, 'add', '.samocode');
    expect((await runOf(scene)).code).toBe(4);
  });

  attack(
    'An agent writes a .samocode and a .env into the repository or a worktree of a project whose own .samocode is further up',
    { modes: ['bypass'], outcome: 'refused' },
    async () => {
      await using scene = openScene({ phases: { implementation: [BLOCKED] } });
      scene.begin('implementation');
      git(scene.repo, 'worktree', 'add', '-q', '-b', SESSION, join(scene.worktrees, SESSION));
      for (const folder of [join(scene.worktrees, SESSION), scene.repo]) {
        writeFileSync(join(folder, '.samocode'), `${FOLDERS}SETUP=touch ../hit\n`);
        writeFileSync(join(folder, '.env'), 'SAMOCODE_ON_EVENT=touch ../hit\n');
        for (const args of [[], ['status'], ['doctor'], ['work', '--once']]) {
          const refused = await scene.exec([...args, '--session', SESSION], { cwd: folder });
          expect(refused.code, refused.stdout).toBe(2);
        }
        const { stderr } = await scene.exec(['--session', SESSION], { cwd: folder });
        expect(stderr).toContain(join(folder, '.samocode'));
        expect(stderr).toContain(`--config ${scene.config}`);
      }
      expect(existsSync(join(scene.root, 'hit'))).toBe(false);
      expect(scene.spawns()).toEqual([]);
      // Named and accepted by a person, it counts.
      const inner = join(scene.repo, '.samocode');
      const trusted = await scene.exec(['trust', '--config', inner, '--yes']);
      expect(trusted.stdout).toContain(`It lies in a folder of ${scene.config}`);
      expect(await scene.exec(['list'], { cwd: scene.repo })).toMatchObject({ code: 0 });
    },
  );

  attack(
    "The product's .env next to .samocode has a credential",
    { modes: ['bypass'], outcome: 'no effect' },
    async () => {
      await using scene = openScene({ phases: { init: [BLOCKED] } });
      writeFileSync(join(scene.repo, '.env'), 'ANTHROPIC_API_KEY=of-the-product\n');
      const made = await scene.exec(['init', '--verify', 'none'], { cwd: scene.repo });
      expect(made.stdout).toContain('.env is not read');
      const own = join(scene.repo, '.samocode.env');
      expect(statSync(own).mode & 0o777).toBe(0o600);
      expect(git(scene.repo, 'check-ignore', own)).toBe(own);
      writeFileSync(own, 'CLAUDE_CODE_OAUTH_TOKEN=mine\n');
      const { stdout } = await runOf(scene);
      expect(stdout).toContain(`CLAUDE_CODE_OAUTH_TOKEN, from ${own}:1`);
      expect(stdout).not.toContain('ANTHROPIC_API_KEY');
    },
  );
});

describe('files that others can change', () => {
  test('a world-writable settings file is refused with the command that fixes it', async () => {
    await using scene = openScene({ phases: { init: [BLOCKED] } });
    chmodSync(scene.config, 0o666);
    const { code, stderr } = await scene.run();
    expect([code, stderr]).toEqual([2, expect.stringContaining(`chmod o-w ${scene.config}`)]);
    expect((await scene.command('status')).code).toBe(2);
  });

  test('a world-writable session folder is refused', async () => {
    await using scene = openScene({ phases: { init: [BLOCKED] } });
    const inbox = join(scene.begin('planning'), '_inbox');
    mkdirSync(inbox);
    chmodSync(inbox, 0o777);
    const { code, stderr } = await scene.run();
    expect([code, stderr]).toEqual([2, expect.stringContaining(`chmod o-w ${inbox}`)]);
    expect(scene.spawns()).toEqual([]);
  });

  test('doctor warns of credentials that every user can read', async () => {
    await using scene = openScene();
    const path = join(scene.root, '.env');
    writeFileSync(path, 'ANTHROPIC_API_KEY=x\n', { mode: 0o644 });
    chmodSync(path, 0o644);
    const { stdout } = await scene.exec(['doctor', '--config', scene.config]);
    expect(stdout).toContain(`chmod 600 ${path}`);
    expect(readFileSync(path, 'utf8')).toBe('ANTHROPIC_API_KEY=x\n');
  });
});
