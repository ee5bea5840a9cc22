import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Environment } from '../../../src/adapters/config/environment.ts';
import { createFolders } from '../../../src/adapters/config/folders/create-folders.ts';
import type { ConfigRequest, LoadedConfig } from '../../../src/adapters/config/load-config.ts';
import { loadConfig } from '../../../src/adapters/config/load-config.ts';
import { UserError } from '../../../src/domain/text/user-error.ts';

let home: string;
let project: string;
let configPath: string;
let program: string;

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'samocode-config-')));
  project = join(home, 'proj');
  configPath = join(project, '.samocode');
  program = join(home, 'bin', 'claude');
  mkdirSync(join(project, 'repo', '.git'), { recursive: true });
  writeFileSync(join(project, 'repo', '.git', 'HEAD'), 'ref: refs/heads/main\n');
  mkdirSync(join(project, 'trees'));
  mkdirSync(join(project, 'sessions'));
  mkdirSync(join(home, 'bin'));
  writeFileSync(program, '#!/bin/sh\n');
  chmodSync(program, 0o755);
  write('MAIN_REPO=repo', 'WORKTREES=trees', 'SESSIONS=sessions');
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

function write(...lines: readonly string[]): void {
  writeFileSync(configPath, lines.join('\n'));
}

function load(environment: Environment = {}, more: Partial<ConfigRequest> = {}): LoadedConfig {
  return loadConfig({
    configPath,
    environment: { PATH: join(home, 'bin'), ...environment },
    home,
    flags: {},
    cwd: '/',
    ...more,
  });
}

function failure(environment: Environment = {}, more: Partial<ConfigRequest> = {}): UserError {
  try {
    load(environment, more);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
}

describe('loadConfig: folders', () => {
  it("takes relative paths from the file's folder, and ~ from home", () => {
    write('MAIN_REPO=~/proj/repo', 'export WORKTREES="./trees" # c', "SESSIONS='sessions'");
    const { config, warnings, missing } = load();
    expect(config).toMatchObject({
      configPath,
      mainRepo: join(project, 'repo'),
      worktrees: join(project, 'trees'),
      sessions: join(project, 'sessions'),
      executable: program,
      childSettings: {},
    });
    expect([warnings, missing]).toEqual([[], []]);
  });

  it('creates WORKTREES and SESSIONS for the owner alone, one inside the other too, and says so', () => {
    write('MAIN_REPO=repo', 'WORKTREES=new/trees', 'SESSIONS=new');
    expect(createFolders(load().missing)).toEqual([
      `created ${join(project, 'new')} (SESSIONS)`,
      `created ${join(project, 'new', 'trees')} (WORKTREES)`,
    ]);
    expect(statSync(join(project, 'new', 'trees')).mode & 0o777).toBe(0o700);
    expect(statSync(join(project, 'new')).mode & 0o777).toBe(0o700);
    expect(load().missing).toEqual([]);
  });

  it('creates nothing by itself', () => {
    write('MAIN_REPO=repo', 'WORKTREES=trees', 'SESSIONS=new');
    expect(load().missing).toMatchObject([{ key: 'SESSIONS', path: join(project, 'new') }]);
    expect(existsSync(join(project, 'new'))).toBe(false);
  });

  it('names key, file and line of every folder that will not do', () => {
    writeFileSync(join(project, 'file'), '');
    symlinkSync('nowhere', join(project, 'link'));
    write('MAIN_REPO=', 'WORKTREES=file', '', 'SESSIONS=a/b');
    expect(failure().message.split('\n')).toEqual([
      'the configuration has 3 problems:',
      `  ${configPath}:1: MAIN_REPO is empty (name a folder)`,
      `  ${configPath}:2: WORKTREES is "file", and ${join(project, 'file')} is a file and not a folder (name a folder, or one that can be created)`,
      `  ${configPath}:4: SESSIONS is "${join(project, 'a', 'b')}", which does not exist, and neither does the folder it would be in (mkdir -p ${join(project, 'a')})`,
    ]);
    write('MAIN_REPO=none', 'WORKTREES=link', 'SESSIONS=file/x');
    expect(failure().message).toMatch(
      /MAIN_REPO is "none", and \S+ does not exist[^]*link that leads nowhere[^]*part of the path is a file/,
    );
    write('MAIN_REPO=none', 'WORKTREES="work\\ntrees"', 'SESSIONS=sessions');
    expect(failure().message).toMatch(
      /WORKTREES is "[^"]*work\\ntrees", which has a line break or another control character/,
    );
    write('MAIN_REPO=~nobody-here/x', 'WORKTREES=$HOME/trees', 'SESSIONS=sessions');
    expect(failure().message).toMatch(/no such user[^]*neither does the folder/);
  });

  it('misses each required key by name', () => {
    write('# nothing');
    const { message, exitCode } = failure();
    expect(exitCode).toBe(2);
    expect(message.split('\n').slice(1)).toEqual(
      ['MAIN_REPO', 'WORKTREES', 'SESSIONS'].map(
        (key) => `  ${configPath}: ${key} is missing (add a line ${key}=<folder>)`,
      ),
    );
  });

  it('wants a git work tree, and says what it found instead', () => {
    write('MAIN_REPO=trees', 'WORKTREES=trees', 'SESSIONS=sessions');
    expect(failure().message).toBe(
      `${configPath}:1: MAIN_REPO is "trees", and ${join(project, 'trees')} is not a git work tree`,
    );
    const bare = join(project, 'bare');
    for (const name of ['objects', 'refs']) mkdirSync(join(bare, name), { recursive: true });
    writeFileSync(join(bare, 'HEAD'), 'ref: refs/heads/main\n');
    write(`MAIN_REPO=${bare}`, 'WORKTREES=trees', 'SESSIONS=sessions');
    expect(failure().message).toContain('is a bare repository');
  });

  it('wants SESSIONS and WORKTREES apart, and no worktrees inside .git', () => {
    symlinkSync('trees', join(project, 'link'));
    for (const sessions of ['trees', './trees/', 'link']) {
      write('MAIN_REPO=repo', 'WORKTREES=trees', `SESSIONS=${sessions}`);
      expect(failure().message).toMatch(/:3: SESSIONS is .*, the folder of WORKTREES, too/);
    }
    write('MAIN_REPO=repo', 'WORKTREES=new', 'SESSIONS=new');
    expect(failure().message).toContain('the folder of WORKTREES, too');
    expect(existsSync(join(project, 'new'))).toBe(false);
    for (const name of ['objects', 'refs']) mkdirSync(join(project, 'repo/.git', name));
    write('MAIN_REPO=repo', 'WORKTREES=repo/.git/worktrees', 'SESSIONS=sessions');
    expect(failure().message).toContain('is inside a .git folder');
  });

  it('says only what is wrong with the file when it cannot be read', () => {
    expect(failure({}, { configPath: 'none', cwd: project })).toMatchObject({
      message: `${join(project, 'none')} does not exist`,
      hint: 'write one as the README shows, or give --config',
    });
    expect(failure({}, { configPath: project })).toMatchObject({
      message: `${project} is a folder`,
      hint: `give the file: ${configPath}`,
    });
    expect(load({}, { configPath: '~/proj/.samocode' }).config.configPath).toBe(configPath);
  });
});

describe('loadConfig: settings', () => {
  const personal = () => join(home, '.config', 'samocode', '.env');

  function writeFiles(beside: string, own: string): void {
    writeFileSync(join(project, '.env'), beside);
    mkdirSync(join(home, '.config', 'samocode'), { recursive: true });
    writeFileSync(personal(), own);
  }

  it('believes flags, then the environment, then .env beside, then the own .env', () => {
    writeFiles(
      'CLAUDE_MODEL=b\nCLAUDE_TIMEOUT=2\nCLAUDE_MAX_TURNS=2',
      [
        'CLAUDE_MODEL=c',
        'CLAUDE_TIMEOUT=3',
        'CLAUDE_MAX_TURNS=3',
        'SAMOCODE_MAX_RETRIES=3',
        'SAMOCODE_PROVIDER=codex',
      ].join('\r\n'),
    );
    const { config } = load(
      { CLAUDE_MODEL: 'a', CLAUDE_MAX_TURNS: '', SAMOCODE_PROVIDER: 'unknown' },
      { flags: { provider: 'claude', timeout: '7' } },
    );
    expect(config).toMatchObject({
      provider: 'claude',
      model: 'a',
      timeoutMs: 7000,
      maxTurns: 2,
      maxAttempts: 3,
    });
  });

  it('has --timeout for whichever provider is selected, and names the flag when it is wrong', () => {
    const codex = { SAMOCODE_PROVIDER: 'codex', CODEX_PATH: program, CODEX_TIMEOUT: '5' };
    expect(load(codex, { flags: { timeout: '9' } }).config).toMatchObject({
      provider: 'codex',
      timeoutMs: 9000,
      executable: program,
    });
    expect(failure(codex, { flags: { timeout: '' } })).toMatchObject({
      message: '--timeout is "", not a duration',
      hint: 'for example 90 (seconds), 90s, 30m or 8h',
    });
    expect(failure({}, { flags: { provider: 'gemini' } }).message).toBe(
      '--provider is "gemini", which is unknown',
    );
  });

  it('finds the own .env under XDG_CONFIG_HOME, but not under a relative one', () => {
    mkdirSync(join(home, 'xdg', 'samocode'), { recursive: true });
    writeFileSync(join(home, 'xdg', 'samocode', '.env'), 'CLAUDE_MODEL=x');
    expect(load({ XDG_CONFIG_HOME: join(home, 'xdg') }).config.model).toBe('x');
    expect(load({ XDG_CONFIG_HOME: 'xdg' }, { cwd: home }).config.model).toBe('opus');
  });

  it('gives the child what it needs to log in, and leaves our own environment alone', () => {
    writeFiles(
      'ANTHROPIC_API_KEY=\nHTTPS_PROXY=http://p\nDATABASE_URL=d\nCLAUDE_MODEL=m',
      'ANTHROPIC_API_KEY=" k "\nHTTPS_PROXY=http://other\nTELEGRAM_BOT_TOKEN=t\nTELEGRAM_CHAT_ID=1',
    );
    const before = { ...process.env };
    expect(load({ ANTHROPIC_API_KEY: 'inherited' }).config.childSettings).toEqual({
      ANTHROPIC_API_KEY: ' k ',
      HTTPS_PROXY: 'http://p',
    });
    expect({ ...process.env }).toEqual(before);
  });

  it('takes VERIFY and its limit from .samocode, and runtime settings from there not at all', () => {
    write('MAIN_REPO=repo', 'WORKTREES=trees', 'SESSIONS=sessions', 'VERIFY=npm test -- --run');
    writeFiles('VERIFY=rm -rf /', '');
    expect(load({ VERIFY: 'no' }).config.verify).toBe('npm test -- --run');
    write(
      'MAIN_REPO=repo',
      'WORKTREES=trees',
      'SESSIONS=sessions',
      'VERIFY_TIMEOUT=5',
      'CLAUDE_MODEL=x',
    );
    const { config, warnings } = load();
    expect(config).toMatchObject({ verify: undefined, verifyTimeoutMs: 5000, model: 'opus' });
    expect(warnings).toEqual([
      `${configPath}:5: CLAUDE_MODEL is unknown (it belongs in the environment or in .samocode.env (or .env) next to this file)`,
      `${dirname(configPath)}/.env:1: VERIFY has no effect here (it belongs in .samocode)`,
    ]);
    write('MAIN_REPO=repo', 'WORKTREES=trees', 'SESSIONS=sessions', 'VERIFY=""');
    expect(failure().message).toBe(`${configPath}:4: VERIFY is empty`);
  });

  it('lets VERIFY_TIMEOUT of .samocode win over the environment, which counts where there is none', () => {
    write('MAIN_REPO=repo', 'WORKTREES=trees', 'SESSIONS=sessions', 'VERIFY_TIMEOUT=5');
    writeFiles('VERIFY_TIMEOUT=6', '');
    expect(load({ VERIFY_TIMEOUT: '7' }).config.verifyTimeoutMs).toBe(5000);
    // A value that does not count is no problem either.
    expect(load({ VERIFY_TIMEOUT: 'soon' }).config.verifyTimeoutMs).toBe(5000);
    write('MAIN_REPO=repo', 'WORKTREES=trees', 'SESSIONS=sessions');
    expect(load({ VERIFY_TIMEOUT: '7' }).config.verifyTimeoutMs).toBe(7000);
    expect(load().config.verifyTimeoutMs).toBe(6000);
  });

  it('takes no project key from the environment', () => {
    write('MAIN_REPO=repo', 'WORKTREES=trees', 'SESSIONS=sessions');
    const other = { MAIN_REPO: '/', WORKTREES: '/', SESSIONS: '/', VERIFY: 'true' };
    expect(load(other).config).toMatchObject({ ...load().config, verify: undefined });
  });

  it('refuses the lines of .samocode that are no settings, and warns of those of a .env', () => {
    write('MAIN_REPO=repo', 'WORKTREES trees', 'SESSIONS=sessions', 'VERIFY npm test');
    const { message } = failure();
    expect(message).toContain(`${configPath}:2 is no setting: "WORKTREES trees"`);
    expect(message).toContain(`${configPath}:4 is no setting: "VERIFY npm test"`);
    write('MAIN_REPO=repo', 'WORKTREES=trees', 'SESSIONS=sessions', 'VERIFY=make x#y');
    writeFiles('ANTHROPIC_API_KEY sk-abc', 'TELEGRAM_CHAT_ID=1#2\nTELEGRAM_BOT_TOKEN=t');
    const { warnings } = load();
    expect(warnings).toHaveLength(3);
    expect(warnings.join()).toMatch(/:4: VERIFY is cut.*\.env:1 is no setting.*\.env:1: TELEGRAM/s);
    expect(warnings.join()).not.toContain('abc');
  });

  it.each(['project', 'personal'])('refuses a merge conflict in the .env, %s', (which) => {
    const sides = ['SAMOCODE_PERMISSIONS=bwrap', '=======', 'SAMOCODE_PERMISSIONS=bypass'];
    const text = ['CLAUDE_MODEL=opus', '<<<<<<< HEAD', ...sides, '>>>>>>> topic', ''].join('\n');
    if (which === 'project') writeFiles(text, '');
    else writeFiles('', text);
    expect(failure().message).toMatch(/\.env:2 begins a merge conflict/);
    // Such lines alone are none: a heading is underlined like this.
    writeFiles('CLAUDE_MODEL=opus\n=======\n>>>>>>> quoted', '');
    expect(load().warnings).toHaveLength(2);
  });

  it('warns of keys that are most likely slips', () => {
    write('MAIN_REPO=repo', 'WORKTREES=trees', 'SESSIONS=sessions', 'MAINREPO=x');
    writeFiles('', 'CLAUDE_MAXTURNS=3\nSOMETHING=1');
    expect(load().warnings).toEqual([
      `${configPath}:4: MAINREPO is unknown (did you mean MAIN_REPO?)`,
      `${personal()}:1: CLAUDE_MAXTURNS is unknown (did you mean CLAUDE_MAX_TURNS?)`,
    ]);
  });

  it('passes over a folder called .env, as Python environments are', () => {
    mkdirSync(join(project, '.env'));
    expect(load().config.model).toBe('opus');
  });

  it('reports every problem at once, each with its source, and no secret', () => {
    const secret = 'secret-1234';
    write('MAIN_REPO=trees', 'WORKTREES=', 'SESSIONS=sessions');
    writeFiles(
      `\nTELEGRAM_BOT_TOKEN=${secret}`,
      `CLAUDE_MAX_TURNS=0x10\nCLAUDE_EXTRA_ARGS=--key ${secret} \\`,
    );
    const { message, hint, exitCode } = failure({ SAMOCODE_RETRY_DELAY: '1e3', PATH: '/none' });
    const beside = join(project, '.env');
    expect(message.split('\n').map((line) => line.split(' (')[0])).toEqual([
      'the configuration has 7 problems:',
      `  ${configPath}:1: MAIN_REPO is "trees", and ${join(project, 'trees')} is not a git work tree`,
      `  ${configPath}:2: WORKTREES is empty`,
      `  ${personal()}:1: CLAUDE_MAX_TURNS is "0x10", not a whole number`,
      `  ${personal()}:2: CLAUDE_EXTRA_ARGS lacks a character after the last backslash`,
      '  environment: SAMOCODE_RETRY_DELAY is "1e3", not a duration',
      `  ${beside}:2: TELEGRAM_BOT_TOKEN is set without TELEGRAM_CHAT_ID`,
      '  default: CLAUDE_PATH is "claude", which is not on PATH',
    ]);
    expect([hint, exitCode]).toEqual([undefined, 2]);
    expect(message).not.toContain(secret);
  });
});

describe('loadConfig: the program', () => {
  it("checks only the selected provider's", () => {
    expect(load({ CODEX_PATH: '/none' }).config.executable).toBe(program);
    expect(failure({ SAMOCODE_PROVIDER: 'codex', CODEX_PATH: '/none' }).message).toBe(
      'environment: CODEX_PATH is "/none", and that cannot be run: it does not exist',
    );
  });

  it('takes a relative path from where it is written', () => {
    writeFileSync(join(project, '.env'), 'CLAUDE_PATH=../bin/claude');
    expect(load().config.executable).toBe(program);
    expect(load({ CLAUDE_PATH: './bin/claude' }, { cwd: home }).config.executable).toBe(program);
  });

  it('checks none for a command that never spawns', () => {
    const { config } = load({ CLAUDE_PATH: '/none' }, { checkExecutable: false });
    expect(config.executable).toBe('/none');
  });
});

describe('SAMOCODE_FALLBACK', () => {
  it("reads the other provider's settings, without the flags of the selected one", () => {
    const codex = join(home, 'bin', 'codex');
    writeFileSync(codex, '#!/bin/sh\n');
    chmodSync(codex, 0o755);
    const environment = {
      SAMOCODE_FALLBACK: 'codex',
      SAMOCODE_FALLBACK_PHASES: 'Quality, done',
      CODEX_MODEL: 'gpt',
      CODEX_EFFORT_QUALITY: 'high',
      CODEX_TIMEOUT: '60',
    };
    const { config } = load(environment, { flags: { model: 'sonnet' } });
    expect(config).toMatchObject({ provider: 'claude', fallbackPhases: ['quality', 'done'] });
    expect(config.models.quality.model).toBe('sonnet');
    expect(config.other).toMatchObject({ provider: 'codex', executable: codex, timeoutMs: 60_000 });
    expect(config.other?.models.quality).toEqual({ model: 'gpt', effort: 'high' });
  });

  it.each([
    ['codex', /SAMOCODE_FALLBACK=codex cannot take over: CODEX_PATH .*not on PATH/],
    ['claude', /SAMOCODE_FALLBACK=claude names the selected provider/],
  ])('warns that %s cannot take over, and goes on without it', (fallback, warning) => {
    const { config, warnings } = load({ SAMOCODE_FALLBACK: fallback });
    expect(config.other).toBeUndefined();
    expect(warnings.join()).toMatch(warning);
  });

  it('refuses a phase that there is not', () => {
    const { message } = failure({ SAMOCODE_FALLBACK_PHASES: 'testing,deploy' });
    expect(message).toContain('SAMOCODE_FALLBACK_PHASES has "deploy", which is no phase');
  });
});
