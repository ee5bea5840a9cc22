import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { git, program } from '../support/program.ts';

const PTY = resolve(import.meta.dirname, '../fixtures/bin/program-pty.py');

let root = '';
let repo = '';
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'samocode-init-')));
  repo = join(root, 'shop');
  mkdirSync(join(repo, 'deep'), { recursive: true });
  git(repo, 'init', '-q', '-b', 'trunk');
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(cwd: string, file: string, args: readonly string[]): Promise<Said> {
  const env = { PATH: process.env['PATH'], HOME: root, TERM: 'dumb' };
  const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((done) => child.once('close', done));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, stdout, stderr };
}

const init = async (cwd: string, ...flags: readonly string[]): Promise<Said> =>
  await run(cwd, process.execPath, [program(), 'init', ...flags]);

/** At a pseudo terminal: says it once the first question stands there. */
async function atTerminal(...said: readonly string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], HOME: root, TERM: 'dumb' };
  const args = [PTY, process.execPath, program(), 'init'];
  const child = spawn('python3', args, { cwd: repo, env, stdio: ['pipe', 'pipe', 'inherit'] });
  let shown = '';
  let isAsked = false;
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    if (isAsked || !shown.includes('folder for worktrees')) return;
    isAsked = true;
    child.stdin.end(said.join(''));
  });
  await new Promise((done) => child.once('close', done));
  return shown;
}

const written = (): string => readFileSync(join(repo, '.samocode'), 'utf8');

describe('samocode init', () => {
  test('off a terminal writes what is proposed, for a run to use at once', async () => {
    const said = await init(join(repo, 'deep'));
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(said.stdout).toContain(`wrote ${repo}/.samocode`);
    expect(written()).toContain(
      'MAIN_REPO=.\nWORKTREES=../shop-worktrees\nSESSIONS=../shop-sessions\n',
    );
    expect(existsSync(join(root, 'shop-sessions'))).toBe(true);
    const started = await run(repo, process.execPath, [program(), 'status', '--session', 'x']);
    expect(started.stderr).toContain('there is no session "x"');
  });

  test.each([
    ['off a terminal', [], 'VERIFY=npm test\n'],
    ['with -y', ['-y'], 'VERIFY=npm test\n'],
    ['with another command', ['--verify', 'make check#1'], "VERIFY='make check#1'\n"],
  ])('writes the proof that it proposes, or the given one, %s', async (_, flags, line) => {
    writeFileSync(join(repo, 'package.json'), '{"scripts":{"test":"vitest run"}}');
    const said = await init(repo, ...flags);
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(said.stdout).toMatch(/VERIFY is .*a session is done only when it ends with 0/);
    expect(written()).toContain(line);
  });

  test.each([
    ['none is proposed', '{}', []],
    ['--verify none', '{"scripts":{"test":"vitest run"}}', ['-y', '--verify', 'none']],
    ['--verify is empty', '{"scripts":{"test":"vitest run"}}', ['--verify', '']],
  ])('writes no proof where %s, and says so', async (_, text, flags) => {
    writeFileSync(join(repo, 'package.json'), text);
    const said = await init(repo, ...flags);
    expect(said).toMatchObject({ code: 0, stderr: '' });
    expect(said.stdout).toContain('no VERIFY');
    expect(written()).not.toContain('VERIFY');
  });

  test('proposes the set-up of a worktree by the lock file, unless it is given', async () => {
    writeFileSync(join(repo, 'package-lock.json'), '{}');
    expect((await init(repo, '-y')).stdout).toContain(
      'SETUP is npm ci: it runs in each new worktree',
    );
    expect(written()).toContain('SETUP=npm ci\n');
    rmSync(join(repo, '.samocode'));
    expect((await init(repo, '--setup', 'none')).stdout).toContain('no SETUP');
    expect(written()).not.toContain('SETUP');
  });

  test('leaves a .samocode that is there as it is', async () => {
    writeFileSync(join(repo, '.samocode'), 'mine');
    const said = await init(repo);
    expect(said.code).toBe(2);
    expect(said.stderr).toContain('is there already');
    expect(written()).toBe('mine');
  });

  test('folders inside the repository are hidden from git, each once', async () => {
    const flags = ['--sessions', 'work/s#1', '--worktrees', 'work/trees'];
    mkdirSync(join(repo, 'work'));
    expect((await init(repo, ...flags)).code).toBe(0);
    writeFileSync(join(repo, 'work/s#1/file'), '');
    writeFileSync(join(repo, 'work/trees/file'), '');
    expect(git(repo, 'status', '--short', '--untracked-files=all')).toBe('?? .samocode');
    rmSync(join(repo, '.samocode'));
    const again = await init(repo, ...flags);
    expect(again.stdout).not.toContain('git ignores');
  });

  test('says everything that is wrong with the folders, and writes nothing', async () => {
    writeFileSync(join(root, 'file'), '');
    const said = await init(repo, '--sessions', '../file', '--worktrees', '../no/where');
    expect(said.code).toBe(2);
    expect(said.stderr).toMatch(/SESSIONS .*is a file[\s\S]*|WORKTREES/);
    expect(said.stderr).toContain('WORKTREES');
    expect(existsSync(join(repo, '.samocode'))).toBe(false);
  });

  test('outside of any repository says what to do', async () => {
    const said = await init(root);
    expect(said.code).toBe(2);
    expect(said.stderr).toMatch(/is in no git work tree[\s\S]*--repo/);
  });

  test('in a terminal asks, takes what is typed ahead, and proposes the proof', async () => {
    writeFileSync(join(repo, 'package.json'), '{"scripts":{"test":"vitest run"}}');
    writeFileSync(join(repo, 'package-lock.json'), '{}');
    const enter = 'type \n';
    const shown = await atTerminal(enter, 'type ../mine\n', enter, enter, enter);
    expect(shown).toContain('exit 0');
    expect(shown).toContain('never commit .samocode.env');
    const commands = 'SETUP=npm ci\nVERIFY=npm test\n';
    expect(written()).toContain(`WORKTREES=../shop-worktrees\nSESSIONS=../mine\n${commands}`);
  });

  test('Ctrl-C and Ctrl-D write nothing', async () => {
    expect(await atTerminal('interrupt\n')).toContain('exit 130');
    expect(await atTerminal('type \u0004\n')).toContain('exit 2');
    expect(existsSync(join(repo, '.samocode'))).toBe(false);
  });
});
