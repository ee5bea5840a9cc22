import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import * as z from 'zod';
import type { ProviderName } from '../../../src/domain/provider/provider-name.ts';
import { giveTo, idsOf, type RealUser } from '../../support/users.ts';
import { startAnthropicApi } from './anthropic-api.ts';
import { claudeEnvironment, type ClaudeHousehold, codexEnvironment } from './environment.ts';
import type { ModelApi, ScriptedModel } from './model.ts';
import { beyondLoopback } from './model-api.ts';
import { observeSession } from './observed.ts';
import { startOpenAiApi } from './openai-api.ts';
import { processesWith, type ProcessView } from './processes.ts';

const PROGRAM = path.resolve(import.meta.dirname, '../../../dist/bin.js');
const SESSION = 'greeting';

/** The time within which nothing of an ended run may live any more. */
const GONE_WITHIN_MS = 10_000;

interface RigSetup {
  readonly provider: ProviderName;
  readonly model: ScriptedModel;
  readonly login?: ClaudeHousehold['login'];
  /** Who runs samocode; without it, the one who runs the tests. */
  readonly user?: RealUser;
  /** Where the rig's folder is made; without it, the system's temporary folder. */
  readonly parent?: string;
  /** The files of the repository's one commit. */
  readonly files?: Readonly<Record<string, string>>;
  /** Set in samocode's environment on top of the household's. */
  readonly env?: Readonly<Record<string, string>>;
}

const Row = z.looseObject({
  kind: z.string(),
  status: z.string(),
  phase: z.string(),
  sourcePhase: z.string(),
  iteration: z.number(),
  attempts: z.number().optional(),
  costUsd: z.number().nullish(),
  usage: z.looseObject({ inputTokens: z.number(), outputTokens: z.number() }).nullish(),
});
type HistoryRow = z.infer<typeof Row>;

const Status = z.looseObject({
  state: z.string(),
  phase: z.string(),
  resumeAt: z.union([z.string(), z.number()]).nullish(),
  costUsd: z.number().nullish(),
});

interface ProgramRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** samocode at work, to be waited for or ended. */
interface RunningProgram {
  readonly pid: number;
  readonly end: Promise<ProgramRun>;
}

/** A throw-away project, home and API for one provider, and the built program over them. */
export interface Rig extends AsyncDisposable {
  readonly api: ModelApi;
  /** A folder of the rig for whatever a test wants to keep. */
  readonly root: string;
  /** The worktree of the session. */
  readonly worktree: string;
  /** The session's folder; throws before it exists. */
  readonly session: string;
  /** Starts `samocode <args>` over the rig's project and session. */
  start(...args: readonly string[]): RunningProgram;
  /** The same, to its end. */
  samocode(...args: readonly string[]): Promise<ProgramRun>;
  status(): Promise<z.infer<typeof Status>>;
  history(): readonly HistoryRow[];
  read(file: string): string;
  logs(): readonly string[];
  /** Everything alive that was started in this rig, samocode itself included. */
  living(): readonly ProcessView[];
  /** Fails when anything of the rig still lives after the time the contract allows. */
  expectNothingLeft(): Promise<void>;
}

/** Makes a rig; disposing it fails the test when something still runs or left loopback. */
export async function createRig(setup: RigSetup): Promise<Rig> {
  const root = mkdtempSync(path.join(setup.parent ?? tmpdir(), 'real-session-'));
  const api = await (setup.provider === 'claude' ? startAnthropicApi : startOpenAiApi)(setup.model);
  const home = path.join(root, 'home');
  mkdirSync(home);
  const config = makeProject(root, setup.files);
  const ids = idsOf(setup.user);
  const env = {
    ...environmentOf(setup, home, api.url),
    ...QUICK,
    TELEGRAM_API_URL: api.url,
    ...setup.env,
  };
  giveTo(ids, root);
  const living = () => processesWith(`HOME=${home}`);
  const expectNothingLeft = () =>
    expect.poll(() => living().map(({ args }) => args.join(' ')), POLL).toEqual([]);
  const start = (...args: readonly string[]): RunningProgram => {
    const whole = [PROGRAM, ...args, '--config', config, '--session', SESSION];
    const child = spawn(process.execPath, whole, {
      cwd: root,
      env,
      ...ids,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { pid: child.pid ?? 0, end: endOf(child) };
  };
  const sessions = path.join(root, 'sessions');
  const sessionPath = () => onlyFolder(sessions);
  return {
    api,
    root,
    start,
    living,
    expectNothingLeft,
    samocode: (...args) => start(...args).end,
    get session() {
      return sessionPath();
    },
    get worktree() {
      return path.join(root, 'worktrees', path.basename(sessionPath()));
    },
    status: async () => Status.parse(JSON.parse((await start('status', '--json').end).stdout)),
    history: () =>
      linesOf(path.join(sessionPath(), '_signal_history.jsonl')).map((line) =>
        Row.parse(JSON.parse(line)),
      ),
    read: (file) => readFileSync(path.join(sessionPath(), file), 'utf8'),
    logs: () => readdirSync(path.join(sessionPath(), '_logs')),
    [Symbol.asyncDispose]: async () => {
      for (const name of readdirSync(sessions)) {
        observeSession(setup.provider, path.join(sessions, name));
      }
      try {
        await expectNothingLeft();
        expect(beyondLoopback(api)).toEqual([]);
      } finally {
        for (const { pid } of living()) process.kill(pid, 'SIGKILL');
        await api[Symbol.asyncDispose]();
        rmSync(root, { recursive: true, force: true, maxRetries: 5 });
      }
    },
  };
}

const QUICK = { SAMOCODE_RETRY_DELAY: '0', SAMOCODE_LOGIN_STEPS: '0' } as const;
const POLL = { timeout: GONE_WITHIN_MS, interval: 50 } as const;

function environmentOf(setup: RigSetup, home: string, apiUrl: string): Record<string, string> {
  const { provider, login, user } = setup;
  const household = {
    home,
    apiUrl,
    ...(login !== undefined && { login }),
    ...(user !== undefined && { isRoot: user === 'root' }),
  };
  const environment =
    provider === 'claude' ? claudeEnvironment(household) : codexEnvironment(household);
  return { ...environment, SAMOCODE_PROVIDER: provider };
}

const GREETINGS = { 'README.md': '# Greetings\n' } as const;

/** A repository with one commit, and the `.samocode` beside it; returns the path of the latter. */
function makeProject(root: string, files: RigSetup['files'] = GREETINGS): string {
  const repo = path.join(root, 'repo');
  for (const name of ['repo', 'worktrees', 'sessions']) mkdirSync(path.join(root, name));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(repo, name)), { recursive: true });
    writeFileSync(path.join(repo, name), text);
  }
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'init.defaultBranch=main', ...args], {
      cwd: repo,
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
      stdio: 'pipe',
    });
  git('init', '-q');
  git('config', 'user.name', 'Tester');
  git('config', 'user.email', 'tester@example.org');
  git('add', '.');
  git('commit', '-q', '-m', 'Begin');
  const config = path.join(root, '.samocode');
  writeFileSync(config, 'MAIN_REPO=repo\nWORKTREES=worktrees\nSESSIONS=sessions\n');
  return config;
}

async function endOf(child: ChildProcess): Promise<ProgramRun> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await once(child, 'close');
  return { exitCode: child.exitCode, stdout, stderr };
}

function onlyFolder(parent: string): string {
  const names = readdirSync(parent);
  if (names.length !== 1) throw new Error(`expected one session, found: ${names.join(', ')}`);
  return path.join(parent, names[0] ?? '');
}

function linesOf(file: string): readonly string[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}
