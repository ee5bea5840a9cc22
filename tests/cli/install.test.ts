import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { treeOf, write } from '../adapters/install/home-tree.ts';
import { assetsOf } from '../support/assets.ts';
import { program } from '../support/program.ts';

const [AGENTS, SKILLS, COMMANDS] = (['agent', 'skill', 'command'] as const).map(
  (kind) => assetsOf(kind).length,
);
const ALL = AGENTS! + 2 * SKILLS! + COMMANDS!;
const NOBODY = 65534;

/** Only root can become another user, who also has to be let at this very Node. */
const canBeNobody =
  process.getuid?.() === 0 &&
  spawnSync(process.execPath, ['-e', ''], { uid: NOBODY, gid: NOBODY }).status === 0;

const made: string[] = [];
afterAll(() => {
  for (const root of made) rmSync(root, { recursive: true, force: true });
});

function emptyHome(): string {
  const root = mkdtempSync(join(tmpdir(), 'samocode-home-'));
  made.push(root);
  const home = join(root, 'home');
  mkdirSync(home);
  return home;
}

/** The built program as a checkout: it stands in a folder with a `.git`. */
function checkout(): string {
  const copy = mkdtempSync(join(tmpdir(), 'samocode-checkout-'));
  made.push(copy);
  cpSync(join(dirname(program()), '..'), copy, { recursive: true });
  mkdirSync(join(copy, '.git'));
  return join(copy, 'dist/bin.js');
}

interface Options {
  readonly bin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another user to run as; root ignores modes. */
  readonly uid?: number;
}

function samocode(home: string, args: readonly string[], options: Options = {}) {
  const { bin = program(), env = {}, uid } = options;
  const run = spawnSync(process.execPath, [bin, ...args], {
    cwd: home,
    env: { HOME: home, PATH: process.env['PATH'], ...env },
    encoding: 'utf8',
    ...(uid !== undefined && { uid, gid: uid }),
  });
  const summary = run.stdout.trimEnd().split('\n').at(-1) ?? '';
  return { code: run.status, stdout: run.stdout, stderr: run.stderr, summary };
}

describe('in an empty home', () => {
  it('--dry-run says what would be done and writes nothing', () => {
    const home = emptyHome();
    const run = samocode(home, ['install', '--dry-run']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.summary).toBe(`copy ${ALL} (--dry-run: nothing was done)`);
    expect(treeOf(home)).toEqual({});
    samocode(home, ['install']);
    const before = treeOf(home);
    expect(samocode(home, ['uninstall', '--dry-run']).summary).toMatch(/^remove \d+ \(--dry-run/);
    expect(treeOf(home)).toEqual(before);
  });

  it('a package is copied, a checkout is linked, and uninstall leaves nothing of either', () => {
    const home = emptyHome();
    expect(samocode(home, ['install']).summary).toBe(`copy ${ALL}`);
    expect(samocode(home, ['install']).summary).toBe(`keep ${ALL}`);
    const bin = checkout();
    expect(samocode(home, ['install'], { bin }).summary).toBe(`relink ${ALL}`);
    expect(treeOf(home)['.codex/skills/planning']).toBe(
      `→ ${join(dirname(bin), '../skills/planning')}`,
    );
    expect(samocode(home, ['install', '--copy'], { bin }).summary).toBe(`recopy ${ALL}`);
    expect(samocode(home, ['uninstall']).summary).toBe(`remove ${ALL}`);
    expect(treeOf(home)).toEqual({});
    expect(samocode(home, ['uninstall']).stdout).toBe('nothing of samocode is installed\n');
  });

  it('a checkout that moved is found again', () => {
    const home = emptyHome();
    const old = checkout();
    samocode(home, ['install'], { bin: old });
    rmSync(join(dirname(old), '..'), { recursive: true });
    expect(samocode(home, ['install'], { bin: checkout() }).summary).toBe(`relink ${ALL}`);
    samocode(home, ['uninstall']);
    expect(treeOf(home)).toEqual({});
  });
});

describe('with foreign files of the same names', () => {
  it('they are named in the table, stay as they are, and are all that is left', () => {
    const home = emptyHome();
    write(join(home, '.claude/agents/init-agent.md'), 'my own\n');
    write(join(home, '.claude/commands/do.md'), 'my own too\n');
    mkdirSync(join(home, '.codex/skills'), { recursive: true });
    symlinkSync('/nowhere', join(home, '.codex/skills/planning'));
    const before = treeOf(home);
    const run = samocode(home, ['install']);
    expect(run.summary).toBe(`copy ${ALL - 3}, leave 3`);
    expect(run.stdout).toContain(
      `leave    ${home}/.claude/agents/init-agent.md: not made by samocode\n`,
    );
    expect(run.stdout).toContain(`leave    ${home}/.codex/skills/planning: a link to /nowhere\n`);
    expect(treeOf(home)).toMatchObject(before);
    expect(samocode(home, ['uninstall']).summary).toBe(`remove ${ALL - 3}, leave 3`);
    expect(treeOf(home)).toEqual(before);
  });
});

describe('the environment', () => {
  it('names the homes of both CLIs and of the state', () => {
    const home = emptyHome();
    const root = dirname(home);
    const env = {
      CLAUDE_CONFIG_DIR: join(root, 'claude'),
      CODEX_HOME: join(root, 'codex'),
      XDG_STATE_HOME: join(root, 'state'),
    };
    const bin = checkout();
    expect(samocode(home, ['install'], { bin, env }).summary).toBe(`link ${ALL}`);
    expect(treeOf(home)).toEqual({});
    const tree = treeOf(root);
    expect(tree['claude/agents/done-agent.md']).toMatch(/^→/);
    expect(tree['codex/skills']).toBe('/');
    expect(tree['codex/skills/testing']).toMatch(/^→/);
    expect(tree['state/samocode/installed.json']).toContain('"v": 1');
    samocode(home, ['uninstall'], { bin, env });
    expect(treeOf(root)).toEqual({ home: '/' });
  });
});

describe('what the disk refuses', () => {
  it.skipIf(!canBeNobody)(
    'a read-only target folder ends it with 74 and words, not a stack',
    () => {
      const home = emptyHome();
      const shut = join(home, '.claude/commands');
      mkdirSync(shut, { recursive: true });
      for (const path of [dirname(home), dirname(dirname(program()))]) chmodSync(path, 0o755);
      for (const path of [home, join(home, '.claude'), shut]) chownSync(path, NOBODY, NOBODY);
      chmodSync(shut, 0o555);
      const refused = samocode(home, ['install'], { uid: NOBODY });
      expect(refused).toMatchObject({ code: 74, stdout: '' });
      expect(refused.stderr).toMatch(/EACCES: .*commands.*\n {2}→ .*check owner and mode/);
      chmodSync(shut, 0o755);
      const mended = samocode(home, ['install'], { uid: NOBODY });
      expect(mended.summary).toBe(`keep ${AGENTS! + SKILLS!}, copy ${COMMANDS! + SKILLS!}`);
      samocode(home, ['uninstall'], { uid: NOBODY });
      expect(Object.keys(treeOf(home))).toEqual(['.claude', '.claude/commands']);
    },
  );

  it.skipIf(!canBeNobody)('a package that is read-only gives copies that can go', () => {
    const home = emptyHome();
    const bin = checkout();
    for (const path of [dirname(home), dirname(dirname(bin))]) chmodSync(path, 0o755);
    chownSync(home, NOBODY, NOBODY);
    const skill = join(dirname(bin), '../skills/testing');
    for (const path of [join(skill, 'SKILL.md'), skill]) chmodSync(path, 0o555);
    const args = ['install', '--copy'];
    expect(samocode(home, args, { bin, uid: NOBODY })).toMatchObject({ code: 0, stderr: '' });
    expect(samocode(home, ['uninstall'], { bin, uid: NOBODY }).summary).toBe(`remove ${ALL}`);
    expect(treeOf(home)).toEqual({});
  });

  it('a file where a folder belongs ends it the same way', () => {
    const home = emptyHome();
    write(join(home, '.claude'), 'a file\n');
    const run = samocode(home, ['install']);
    expect(run).toMatchObject({ code: 74, stdout: '' });
    expect(run.stderr).toMatch(/^samocode: E[A-Z]+: .*\.claude/);
    expect(treeOf(home)['.claude']).toBe('a file\n');
    samocode(home, ['uninstall']);
    expect(treeOf(home)).toEqual({ '.claude': 'a file\n' });
  });
});
