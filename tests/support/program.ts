import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll } from 'vitest';
import type { Phase } from '../../src/domain/phases/phase.ts';
import { compiledArgs } from './compiled.ts';
import type { Script, Spawn } from './program-agent.ts';
import { copyProgram, PROGRAM_VARIABLE } from './program-copy.ts';

export const ROOT = resolve(import.meta.dirname, '../..');
/** Where samocode keeps what V8 made of it. */
export const COMPILED = join(ROOT, '.cache/tests');
export const FAKE_AGENT = join(ROOT, 'tests/fixtures/bin/agent.js');

/** A test that waits for something that does not come fails after this. */
const PATIENCE_MS = 20_000;

/** What a test file's tests share; a worker of vitest ends without an `exit` event. */
const temporary: string[] = [];
afterAll(() => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
});

/** The one of `program-setup.ts`, or one of this test file. */
function ownProgram(): string {
  const given = process.env[PROGRAM_VARIABLE];
  const folder = given ?? copyProgram();
  if (given === undefined) temporary.push(folder);
  // With the usual mode: samocode makes its parent private, where other users' tests find their CLIs.
  mkdirSync(dirname(COMPILED), { recursive: true });
  return join(folder, 'dist/bin.js');
}

let copied: string | undefined;

/** Path of the program under test. */
export function program(): string {
  copied ??= ownProgram();
  return copied;
}

let compiled: readonly string[] | undefined;

/** What starts it quickly: Node's program and its arguments. */
export function programArgs(): readonly [node: string, ...args: readonly string[]] {
  compiled ??= compiledArgs(program(), join(dirname(COMPILED), 'compiled'));
  return [process.execPath, ...compiled, program()];
}

let template: string | undefined;

/** A repository with one commit, made once a test file. */
function repository(to: string): void {
  if (template === undefined) {
    template = mkdtempSync(join(tmpdir(), 'samocode-repository-'));
    const made = template;
    temporary.push(made);
    git(made, 'init', '-q', '-b', 'trunk');
    git(made, 'config', 'user.name', 'Test');
    git(made, 'config', 'user.email', 'test@localhost');
    git(made, 'config', 'commit.gpgsign', 'false');
    writeFileSync(join(made, 'README.md'), '# project\n');
    git(made, 'add', '.');
    git(made, 'commit', '-q', '-m', 'Begin');
  }
  cpSync(template, to, { recursive: true });
}

/** What git prints, trimmed. */
export function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync('git', args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

/** Commits a submodule that no server of this name has. */
export function commitSubmodule(repo: string, path: string): void {
  const text = `[submodule "${path}"]\n\tpath = ${path}\n\turl = ssh://server.invalid/a.git\n`;
  writeFileSync(join(repo, '.gitmodules'), text);
  const head = git(repo, 'rev-parse', 'HEAD');
  git(repo, 'update-index', '--add', '--cacheinfo', `160000,${head},${path}`);
  git(repo, 'add', '.gitmodules');
  git(repo, 'commit', '-q', '-m', 'Add a submodule');
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs. */
export interface Running {
  readonly pid: number;
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when stdout has it; fails when the program ends without. */
  says(text: string | RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  /** Another program in front of it: `['nohup']`. */
  readonly wrapper?: readonly string[];
  /** Nobody reads stdout. */
  readonly unread?: boolean;
  readonly detached?: boolean;
}

/** One project with a fake agent, thrown away at its end with all that still runs. */
export interface Scene extends AsyncDisposable {
  readonly root: string;
  readonly repo: string;
  readonly sessions: string;
  readonly worktrees: string;
  readonly home: string;
  readonly config: string;
  /** The agent's folder: script, spawns, prompts, files to meet by. */
  readonly agent: string;
  readonly env: Record<string, string>;
  script(script: Script): void;
  spawns(): readonly Spawn[];
  /** The prompt of spawn `number` (from 1). */
  prompt(number: number): string;
  /** Starts the program with these arguments and nothing else. */
  start(args: readonly string[], options?: StartOptions): Running;
  exec(args: readonly string[], options?: StartOptions): Promise<Ended>;
  /** `run` of session `it`; with `--config` and `--session`, and a task where there is no such session yet. */
  run(...args: readonly string[]): Promise<Ended>;
  startRun(args?: readonly string[], options?: StartOptions): Running;
  /** Another command on session `it`. */
  command(name: string, ...args: readonly string[]): Promise<Ended>;
  /** The folder of session `it`; throws while there is none. */
  folder(): string;
  read(name: string): string;
  rows(): readonly Record<string, unknown>[];
  status(): Promise<Record<string, unknown>>;
  /** A session that stands in this phase, as if begun by hand. */
  begin(phase: Phase, files?: Readonly<Record<string, string>>): string;
}

export const SESSION = 'it';

export function openScene(script: Script = {}): Scene {
  const root = mkdtempSync(join(tmpdir(), 'samocode-e2e-'));
  const at = (name: string): string => join(root, name);
  const [repo, sessions, worktrees] = [at('repo'), at('sessions'), at('worktrees')];
  const [home, agent, config] = [at('home'), at('agent'), at('.samocode')];
  for (const folder of [sessions, worktrees, home, agent]) mkdirSync(folder);
  repository(repo);
  writeFileSync(config, 'MAIN_REPO=repo\nWORKTREES=worktrees\nSESSIONS=sessions\n');
  const env: Record<string, string> = {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: home,
    // One for all tests: a first start takes longer.
    XDG_CACHE_HOME: COMPILED,
    FAKE_AGENT: agent,
    CLAUDE_PATH: FAKE_AGENT,
    CODEX_PATH: FAKE_AGENT,
    SAMOCODE_RETRY_DELAY: '0',
    SAMOCODE_LOGIN_STEPS: '0',
    // The agent mostly changes nothing: a test of that says so.
    SAMOCODE_STUCK_AFTER: '0',
  };
  const started: Running[] = [];

  const scene: Scene = {
    root,
    repo,
    sessions,
    worktrees,
    home,
    config,
    agent,
    env,
    script(wanted) {
      writeFileSync(join(agent, 'script.json'), JSON.stringify(wanted));
    },
    spawns: () => spawnsIn(agent) as unknown as readonly Spawn[],
    prompt: (number) => readFileSync(join(agent, `prompt-${number}.md`), 'utf8'),
    start(args, options = {}) {
      const running = startProgram(args, {
        cwd: root,
        ...options,
        env: { ...env, ...options.env },
      });
      started.push(running);
      return running;
    },
    exec: (args, options) => scene.start(args, options).ended,
    startRun: (args = [], options = {}) =>
      scene.start(
        ['--config', config, '--session', SESSION, ...taskFor(args, sessions), ...args],
        options,
      ),
    run: (...args) => scene.startRun(args).ended,
    command: (name, ...args) =>
      scene.exec([name, '--config', config, '--session', SESSION, ...args]),
    folder() {
      const name = readdirSync(sessions).find(isOurs);
      if (name === undefined) throw new Error('there is no session yet');
      return join(sessions, name);
    },
    read: (name) => readFileSync(join(scene.folder(), name), 'utf8'),
    rows: () => jsonLines(textOf(join(scene.folder(), '_signal_history.jsonl'))),
    async status() {
      const { stdout } = await scene.command('status', '--json');
      return JSON.parse(stdout) as Record<string, unknown>;
    },
    begin(phase, files = {}) {
      const folder = join(sessions, SESSION);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, '_overview.md'), overviewOf(phase));
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
      return folder;
    },
    async [Symbol.asyncDispose]() {
      for (const { child } of started) if (child.exitCode === null) child.kill('SIGKILL');
      await Promise.allSettled(started.map(({ ended }) => ended));
      for (const pid of agentPids(agent)) kill(pid);
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  scene.script(script);
  return scene;
}

/** A session that is to be begun needs a task. */
function taskFor(args: readonly string[], sessions: string): readonly string[] {
  const isGiven = args.some((arg) => /^--(task|dive|task-file)$/.test(arg));
  const isThere = existsSync(sessions) && readdirSync(sessions).some(isOurs);
  return isGiven || (isThere && !args.includes('--new')) ? [] : ['--task', 'Do the work'];
}

function isOurs(folder: string): boolean {
  return folder === SESSION || folder.endsWith(`-${SESSION}`);
}

function startProgram(
  args: readonly string[],
  { env, cwd, input, wrapper = [], unread, detached }: StartOptions,
): Running {
  const [file = '', ...rest] = [...wrapper, ...programArgs(), ...args];
  const clean = Object.fromEntries(
    Object.entries(env ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const child = spawn(file, rest, { cwd, env: clean, detached: detached === true });
  let [stdout, stderr] = ['', ''];
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  if (unread !== true)
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((done) => {
    child.once(
      unread === true ? 'exit' : 'close',
      (code: number | null, signal: NodeJS.Signals | null) => {
        done({ code, signal, stdout, stderr });
      },
    );
  });
  let isOver = false;
  void ended.then(() => (isOver = true));
  return {
    pid: child.pid ?? 0,
    child,
    get ended() {
      return ended.then((all) => checked(args, all));
    },
    says: (text) =>
      until(
        () => {
          if (typeof text === 'string' ? stdout.includes(text) : text.test(stdout)) return true;
          if (isOver) throw new Error(`ended without saying ${String(text)}:\n${stdout}${stderr}`);
          return false;
        },
        `the program to say ${String(text)}`,
      ),
    kill: (signal) => {
      child.kill(signal);
    },
  };
}

/** All JSON that the program prints in a test has to be as its schema describes it. */
async function checked(args: readonly string[], ended: Ended): Promise<Ended> {
  if (args.includes('--json')) (await import('./printed.ts')).checkPrinted(args, ended.stdout);
  return ended;
}

/** Waits for a fact that something else brings about. */
export async function until(
  isSo: () => boolean,
  what: string,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const from = performance.now();
  while (!isSo()) {
    const waitedMs = performance.now() - from;
    if (waitedMs > patienceMs) throw new Error(`waited in vain for ${what}`);
    // Whoever waits for long takes no processor from what it waits for.
    await new Promise((done) => setTimeout(done, Math.min(10 + waitedMs / 20, 50)));
  }
}

/** Waits for a file. */
export async function appears(path: string): Promise<void> {
  await until(() => existsSync(path), path);
}

/** Whether a process lives; a zombie does not. */
export function lives(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

export function overviewOf(phase: string): string {
  return `# Session\n\n## Status\nPhase: ${phase}\nIteration: 3\nTotal Iterations: 3\nBlocked: no\nLast Action: x\nNext: y\n\n## Flow Log\n`;
}

const textOf = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

/** The spawns that the agents of a folder have noted; a line that is still being written is none yet. */
function spawnsIn(folder: string): readonly Record<string, unknown>[] {
  const text = textOf(join(folder, 'spawns.jsonl'));
  return jsonLines(text.slice(0, text.lastIndexOf('\n') + 1));
}

function jsonLines(text: string): readonly Record<string, unknown>[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** All that the fake agent told us the pid of. */
function agentPids(folder: string): readonly number[] {
  const agents = spawnsIn(folder).map((spawned) => Number(spawned['pid']));
  const escaped = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.startsWith('escaped'))
    .map((entry) => Number(readFileSync(join(folder, entry.name), 'utf8')));
  return [...agents, ...escaped].filter((pid) => pid > 1 && carriesMark(pid, folder));
}

/** A pid may be somebody else's by now: only what was started with our agent's folder is ours. */
function carriesMark(pid: number, folder: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`FAKE_AGENT=${folder}\0`);
  } catch {
    return false;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It went by itself.
  }
}
