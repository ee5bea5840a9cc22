import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openChanges } from '../../../src/adapters/git/changes.ts';
import { contentLook } from '../../../src/adapters/git/content/content.ts';
import { gitEnvironment } from '../../../src/adapters/git/environment.ts';
import { readingTool } from '../../../src/adapters/git/reading.ts';
import { runTool } from '../../../src/adapters/process/run-tool.ts';
import { NEVER } from '../../../src/app/ports/repository.ts';
import { attack } from '../../support/attack.ts';

let top: string;
let repo: string;
let hit: string;
const git = (...args: readonly string[]): void => {
  execFileSync('git', args, { cwd: repo, stdio: 'pipe' });
};

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'samocode-reading-'));
  repo = join(top, 'repo');
  hit = join(top, 'hit');
  execFileSync('git', ['init', '-q', '-b', 'trunk', repo]);
  writeFileSync(join(repo, 'a'), 'a\n');
  git('add', '.');
  git('-c', 'user.name=T', '-c', 'user.email=t@localhost', 'commit', '-q', '-m', 'a');
});
afterEach(() => {
  rmSync(top, { recursive: true, force: true });
});

/** As a report and as a run look; the file is as long as before, so that only its content can tell. */
const look = async (more: Readonly<Record<string, string>> = {}): Promise<number | null> => {
  writeFileSync(join(repo, 'a'), 'b\n');
  utimesSync(join(repo, 'a'), 1, 1);
  const environment = { ...process.env, ...more };
  const { stop } = NEVER;
  const changes = openChanges({ folder: repo, environment, runTool, limitMs: 30_000, stop });
  const work = await changes.over('trunk');
  const options = { runTool, environment: gitEnvironment(environment), ownFolders: [] };
  const found = await contentLook(options)(repo, stop);
  expect(found).toMatchObject({ kind: 'content' });
  return work?.uncommitted ?? null;
};
const contentHash = async (): Promise<string> => {
  const environment = gitEnvironment(process.env);
  const found = await contentLook({ runTool, environment, ownFolders: [] })(repo, NEVER.stop);
  return found.kind === 'content' ? found.content.hash : found.why;
};
const attributes = (value: string): void => {
  writeFileSync(join(repo, '.git/info/attributes'), `* ${value}\n`);
};

attack(
  'An agent defines filters in the git settings, also with odd names and in an included file, and samocode looks at the files',
  { modes: ['bypass'], outcome: 'no effect' },
  async () => {
    for (const name of ['x', 'odd=na.me"']) {
      for (const kind of ['clean', 'process']) {
        attributes(`filter=${name}`);
        git('config', '--file', join(top, 'more'), `filter.${name}.${kind}`, `touch '${hit}'; cat`);
        git('config', 'include.path', join(top, 'more'));
        expect(await look()).toBe(1);
        expect(existsSync(hit)).toBe(false);
        rmSync(join(top, 'more'));
      }
    }
  },
);

attack(
  'An agent defines a filter in the settings of one worktree, and a file monitor',
  { modes: ['bypass'], outcome: 'no effect' },
  async () => {
    attributes('filter=x');
    git('config', 'extensions.worktreeConfig', 'true');
    git('config', '--worktree', 'filter.x.clean', `touch '${hit}'; cat`);
    git('config', 'core.fsmonitor', `touch '${hit}'; false`);
    expect(await look()).toBe(1);
    expect(existsSync(hit)).toBe(false);
  },
);

attack(
  "An agent redefines a filter of the person's own git settings",
  { modes: ['bypass'], outcome: 'no effect' },
  async () => {
    const own = join(top, 'own');
    attributes('filter=x');
    git('config', '--file', join(top, 'global'), 'filter.x.clean', `echo own > '${own}'; cat`);
    git('config', 'filter.x.clean', `touch '${hit}'; cat`);
    expect(await look({ GIT_CONFIG_GLOBAL: join(top, 'global') })).toBe(1);
    expect(existsSync(hit)).toBe(false);
    expect(readFileSync(own, 'utf8')).toBe('own\n');
  },
);

attack(
  'An agent defines a filter and a file monitor, and samocode asks for names without a list of the filters',
  { modes: ['bypass'], outcome: 'no effect' },
  async () => {
    attributes('filter=x');
    git('config', 'filter.x.clean', `touch '${hit}'; cat`);
    git('config', 'core.fsmonitor', `touch '${hit}'; false`);
    writeFileSync(join(repo, 'a'), 'b\n');
    utimesSync(join(repo, 'a'), 1, 1);
    const calls: string[] = [];
    const read = readingTool(async (file, args, options) => {
      calls.push(args.join(' '));
      return await runTool(file, args, options);
    });
    const asked = [
      ['ls-files', '--others', '--ignored', '-z', '--exclude-standard', '--directory'],
      ['ls-files', '--stage', '-z'],
      ['diff-index', '--cached', '--name-only', '-z', 'HEAD', '--'],
      ['-C', repo, 'worktree', 'list', '--porcelain'],
      ['rev-parse', 'HEAD^{commit}'],
    ];
    const env = gitEnvironment(process.env);
    for (const args of asked) {
      const { ok } = await read('git', args, {
        cwd: repo,
        env,
        timeoutMs: 30_000,
        graceMs: 0,
        ...NEVER,
      });
      expect([args, ok]).toEqual([args, true]);
    }
    expect(calls).toEqual(asked.map((args) => args.join(' ')));
    expect(existsSync(hit)).toBe(false);
  },
);

/** A submodule `sub`, with or without an entry in .gitmodules, and a repository within it. */
const addSubmodules = (): readonly string[] => {
  const [other, sub] = [join(top, 'other'), join(repo, 'sub')];
  const quiet = (cwd: string, ...args: readonly string[]): void => {
    execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], { cwd, stdio: 'pipe' });
  };
  const person = ['-c', 'user.name=T', '-c', 'user.email=t@localhost'];
  quiet(top, 'clone', '-q', repo, other);
  quiet(repo, 'submodule', '-q', 'add', other, 'sub');
  for (const within of [join(repo, 'plain'), join(sub, 'deep')])
    quiet(top, 'clone', '-q', other, within);
  quiet(sub, 'add', 'deep');
  quiet(sub, ...person, 'commit', '-q', '-m', 'deep');
  quiet(repo, 'add', '.');
  quiet(repo, ...person, 'commit', '-q', '-m', 'submodules');
  return [sub, join(sub, 'deep'), join(repo, 'plain')];
};

attack(
  'An agent defines a filter in the settings of a submodule, also of one that .gitmodules does not name',
  { modes: ['bypass'], outcome: 'no effect' },
  async () => {
    for (const root of addSubmodules()) {
      const cwd = { cwd: root, encoding: 'utf8' } as const;
      const gitDir = execFileSync('git', ['rev-parse', '--absolute-git-dir'], cwd).trim();
      writeFileSync(join(gitDir, 'info/attributes'), '* filter=x\n');
      execFileSync('git', ['config', 'filter.x.clean', `touch '${hit}'; cat`], cwd);
      execFileSync('git', ['config', 'core.fsmonitor', `touch '${hit}'; false`], cwd);
    }
    const before = await contentHash();
    for (const root of [join(repo, 'sub'), join(repo, 'sub/deep'), join(repo, 'plain')]) {
      writeFileSync(join(root, 'a'), 'c\n');
      utimesSync(join(root, 'a'), 1, 1);
    }
    expect(await look()).not.toBeNull();
    expect(await contentHash()).not.toBe(before);
    expect(existsSync(hit)).toBe(false);
  },
);

test('settings that the environment gives to git stay', async () => {
  attributes('filter=x');
  git('config', 'filter.x.clean', `touch '${hit}'; cat`);
  const settings = { GIT_CONFIG_KEY_0: 'status.showUntrackedFiles', GIT_CONFIG_VALUE_0: 'no' };
  expect(await look({ ...settings, GIT_CONFIG_COUNT: '1' })).toBe(1);
  expect(existsSync(hit)).toBe(false);
});

test("samocode's own git sees no secret", () => {
  const secrets = { TELEGRAM_BOT_TOKEN: 't', ANTHROPIC_API_KEY: 'k', SAMOCODE_PING_URL: 'u' };
  const clean = gitEnvironment({ ...secrets, HTTPS_PROXY: 'p' });
  expect(clean).toEqual({ HTTPS_PROXY: 'p', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' });
});
