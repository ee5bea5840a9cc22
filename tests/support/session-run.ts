import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepPromises } from '../../lab/stand-in/artefacts.js';
import { accountKey } from '../../src/adapters/limits/account-key.ts';
import { openLimitBook } from '../../src/adapters/limits/limit-book.ts';
import type { Processes } from '../../src/adapters/limits/probe-claims.ts';
import { lastBeat } from '../../src/adapters/liveness/last-beat.ts';
import { claude } from '../../src/adapters/providers/claude/claude.ts';
import { openLeases } from '../../src/adapters/session/lease/leases.ts';
import { openReservations } from '../../src/adapters/spend/reservations.ts';
import { openSpendBook } from '../../src/adapters/spend/spend-book.ts';
import { shippedTexts } from '../../src/adapters/texts/shipped-texts.ts';
import type { LimitBook } from '../../src/app/ports/books.ts';
import type { Checkpoints } from '../../src/app/ports/checkpoints.ts';
import { type Notice, type Undelivered } from '../../src/app/ports/notifier.ts';
import { type ProcessRoom, type ProcessTask } from '../../src/app/ports/process.ts';
import { NEVER, type Repository } from '../../src/app/ports/repository.ts';
import { type Leases } from '../../src/app/ports/session/lease.ts';
import { type SessionStore } from '../../src/app/ports/session/store.ts';
import type { Refusal } from '../../src/app/ports/worktree.ts';
import type { AgentProgram, Loop, RunOptions, RunSettings } from '../../src/app/run/loop.ts';
import { noticeWords } from '../../src/cli/render/standing/notice-words.ts';
import { chooseModels } from '../../src/domain/models/choose-models.ts';
import type { ModelQuestions } from '../../src/domain/models/model-questions.ts';
import { PRICES, type PriceTable } from '../../src/domain/provider/cost/prices.ts';
import { valueOfFlag } from '../../src/domain/provider/flag-value.ts';
import type { ProcessEnd } from '../../src/domain/provider/process-end.ts';
import type { Provider } from '../../src/domain/provider/provider.ts';
import { type Keep, keepOf } from '../../src/domain/quota/guard.ts';
import type { AskUsage } from '../../src/domain/quota/usage-query.ts';
import type { RunEvent } from '../../src/domain/run/event.ts';
import type { Ending } from '../../src/domain/run/event.ts';
import type { Config } from '../../src/domain/settings/config.ts';
import { runSession } from '../../src/main.ts';
import type { TestSession } from './session.ts';

/** What a scripted agent does in the place of a child; what it returns changes how it ended. */
export type Agent = (session: TestSession, task: ProcessTask) => AgentEnd | undefined;

export interface AgentEnd extends Partial<ProcessEnd> {
  /** Its stdout; a good Claude result unless told. */
  readonly stdout?: readonly string[];
}

export const GOOD_RESULT =
  '{"type":"result","subtype":"success","is_error":false,"result":"ok","num_turns":1,"total_cost_usd":0.5,"usage":{"input_tokens":10,"output_tokens":5}}';

const NEW_BRANCH = {
  kind: 'create',
  base: { name: 'main', commit: '0'.repeat(40) },
  obstacle: undefined,
} as const;

/** Leaves a signal, and what its phase promises. */
export function signals(signal: unknown, overview?: string): Agent {
  return (session) => {
    if (overview !== undefined) session.write('_overview.md', overview);
    const phase = session.store.ledger().phase ?? '';
    keepPromises({ session: session.path, phase, fileStamp: '01-02-03:04' }, signal);
    session.write('_signal.json', JSON.stringify(signal));
    return undefined;
  };
}

/** A machine on which processes live and die as the test says. */
export interface Machine {
  readonly dead: Set<number>;
  nowMs: number;
}

export function newMachine(): Machine {
  return { dead: new Set(), nowMs: new Date(2026, 0, 2, 3, 4, 5).getTime() };
}

export interface RunSetup {
  readonly agents: Agent[];
  readonly machine?: Machine;
  readonly pid?: number;
  readonly id?: string;
  readonly store?: SessionStore;
  /** Whose `state` folder is shared; the session's own unless told. */
  readonly stateRoot?: string;
  readonly options?: Partial<RunOptions>;
  readonly config?: Partial<Config>;
  readonly configHash?: string;
  /** What the settings files say; nothing unless told. */
  readonly settings?: RunSettings['print'];
  readonly stop?: AbortController;
  readonly isDrained?: boolean;
  readonly provider?: Provider;
  readonly prices?: PriceTable;
  /** The tokens of a conversation by the CLI's own log. */
  readonly threadUsage?: AgentProgram['threadUsage'];
  /** How the CLI tells its usage windows when it is asked. */
  readonly askUsage?: AskUsage;
  readonly checkpoints?: Checkpoints;
  /** The questions about models of later phases. */
  readonly models?: ModelQuestions;
  /** Why there can be no worktree. */
  readonly refuseWorktree?: () => Refusal | undefined;
  /** How HEAD and content are looked at; left out: they cannot be. */
  readonly repository?: Pick<Repository, 'commit' | 'head' | 'content'>;
  /** Called for the command of `VERIFY`. */
  readonly verify?: () => Partial<ProcessEnd>;
  /** Why a notice does not arrive. */
  readonly untold?: (shown: readonly string[] | undefined) => Undelivered | undefined;
}

/** A run over real files, with a scripted process room, and what it did. */
export interface TestRun {
  readonly loop: Loop;
  readonly spawns: ProcessTask[];
  readonly prompts: string[];
  readonly events: RunEvent[];
  readonly notices: Notice[];
  readonly leases: Leases;
  /** Runs the loop to its end; the lease is given back whatever happens. */
  go(): Promise<Ending>;
}

const ACCOUNT = { provider: 'claude', folder: '', kind: 'login', secret: '', service: '' } as const;

/** Every model answers. */
const MODELS: ModelQuestions = {
  list: () => Promise.resolve({ models: [] }),
  ask: () => Promise.resolve({ kind: 'ok', text: '' }),
};

const OPTIONS: RunOptions = {
  gates: 'manual',
  once: false,
  resident: false,
  force: false,
  attended: true,
  maxIterations: 12,
  maxDurationMs: undefined,
  maxCostUsd: undefined,
  maxWaitMs: 12 * 3_600_000,
  maxOutageMs: 0,
  leaves: false,
};

/** The lease of a process with this pid on the machine. */
export function leasesOf(session: TestSession, machine: Machine, pid: number): Leases {
  return openLeases(
    session.path,
    {
      isAlive: (process) => !machine.dead.has(process.pid),
      self: () => ({ pid, startTime: `start-${pid}` }),
      lastBeat: () => lastBeat(session.path),
    },
    NEVER.stop,
  );
}

/** The account's limit book as a process with this pid on the machine sees it. */
export function limitBookOf(
  session: TestSession,
  machine: Machine,
  pid: number,
  keep?: Keep,
): LimitBook {
  const processes: Processes = {
    isAlive: (process) => !machine.dead.has(process.pid),
    self: () => ({ pid, startTime: `start-${pid}` }),
  };
  const state = join(session.root, 'state');
  const use = { processes, session: session.path, ...(keep !== undefined && { keep }) };
  return openLimitBook(state, ACCOUNT, use);
}

export function openRun(session: TestSession, setup: RunSetup): TestRun {
  const machine = setup.machine ?? newMachine();
  const id = setup.id ?? 'run-1';
  const leases = leasesOf(session, machine, setup.pid ?? 1000);
  const lease = leases.acquire(id, false);
  if ('holder' in lease) throw new Error(`held by ${lease.holder.run}`);
  const store = setup.store ?? session.store;
  const stop = setup.stop ?? new AbortController();
  const [spawns, prompts, events, notices]: [ProcessTask[], string[], RunEvent[], Notice[]] = [
    [],
    [],
    [],
    [],
  ];
  const worktrees = join(session.root, 'worktrees');
  const room: ProcessRoom = {
    run: (task) => {
      if (task.command.file === '/bin/sh') return Promise.resolve(endOf(setup.verify?.() ?? {}));
      spawns.push(task);
      prompts.push(readFileSync(promptPathOf(task), 'utf8'));
      const agent = setup.agents.shift();
      if (agent === undefined) throw new Error('a spawn that the test does not expect');
      writeFileSync(task.stdoutPath, '', { flag: 'wx' });
      task.onStart({ pid: 4242, startTime: 'child' });
      const { stdout = [GOOD_RESULT], ...end } = agent(session, task) ?? {};
      writeFileSync(task.stdoutPath, stdout.map((line) => `${line}\n`).join(''));
      for (const line of stdout) task.onLine(line);
      return Promise.resolve(endOf(end));
    },
    endLeftovers: () => Promise.resolve(0),
    isAlive: ({ pid }) => !machine.dead.has(pid),
    self: () => ({ pid: setup.pid ?? 1000, startTime: 'start' }),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const loop: Loop = {
    id,
    session: { store, lease, leases, tampering: [] },
    settings: {
      config: { ...configOf(session, worktrees), ...setup.config },
      options: { ...OPTIONS, ...setup.options },
      print: setup.settings ?? (() => ({})),
      hash: () => setup.configHash ?? 'config-1',
    },
    books: {
      limits: limitBookOf(session, machine, setup.pid ?? 1000, keepOf(setup.config ?? {})),
      spending: openSpendBook({
        stateDir: join(setup.stateRoot ?? session.root, 'state'),
        account: () => accountKey(ACCOUNT),
        warn: (text) => events.push({ kind: 'warning', text }),
      }),
      prices: setup.prices ?? PRICES,
      reservations: openReservations(join(setup.stateRoot ?? session.root, 'state'), {
        isAlive: ({ pid }) => !machine.dead.has(pid),
        self: () => ({ pid: setup.pid ?? 1000, startTime: 'start' }),
      }),
    },
    clock: {
      now: () => new Date(machine.nowMs),
      monotonicMs: () => machine.nowMs,
      sleep: (ms) => {
        machine.nowMs += ms;
        return Promise.resolve();
      },
    },
    stops: {
      stop: stop.signal,
      kill: new AbortController().signal,
      signal: () => 'SIGTERM',
      isDrained: () => setup.isDrained === true,
    },
    spawner: {
      agent: {
        provider: setup.provider ?? claude,
        executable: '/bin/claude',
        isRoot: false,
        environment: {},
        texts: shippedTexts(join(import.meta.dirname, '../..')),
        hasSkills: () => false,
        threadUsage: setup.threadUsage ?? (() => undefined),
      },
      room,
      sandbox: undefined,
      publisher: undefined,
      repository: {
        commit: () => null,
        head: () => ({ commit: null, tree: null }),
        content: () => Promise.resolve({ kind: 'unknown', why: 'no repository' }),
        ...setup.repository,
        baseBranch: () => 'main',
        gitDir: () => undefined,
        gitDirOf: () => undefined,
        gitFoldersForCommits: () => [],
        watchWorkTree: () => () => undefined,
        planWorktree: ({ path, wanted }) => {
          if (existsSync(path)) return Promise.resolve({ kind: 'ready', branch: wanted });
          const refusal = setup.refuseWorktree?.();
          return Promise.resolve(refusal ?? { ...NEW_BRANCH, branch: wanted });
        },
        fillWorktree: () => Promise.resolve([]),
        foundSubmodules: () => undefined,
        makeWorktree: (path) => {
          mkdirSync(path, { recursive: true });
          return Promise.resolve({ kind: 'made', warning: undefined });
        },
      },
      workspace: {
        fingerprint: () => '',
        hasInclude: () => false,
        ignored: () => Promise.resolve([]),
        lacking: () => [],
        copyIgnored: () => Promise.resolve({ count: 0, left: [] }),
      },
      obstacles: {
        leftLocks: () => [],
        cliFolders: [],
        folderTroubles: () => Promise.resolve([]),
        firstLook: () => Promise.resolve([]),
        whyRestricted: () => Promise.resolve({ text: '/settings.json', cure: 'edit it' }),
      },
      askUsage: setup.askUsage,
      models: setup.models ?? MODELS,
      checkpoints: setup.checkpoints ?? {
        take: () => Promise.resolve({ kind: 'unchanged' }),
        changed: () => Promise.resolve(undefined),
      },
      random: () => 0,
      uuid: () => '00000000-0000-4000-8000-000000000000',
    },
    teller: {
      place: { session: 'demo', path: session.path, config: join(session.root, '.samocode') },
      report: (event) => {
        events.push(event);
      },
      notifier: {
        tell: (notice, shown) => {
          notices.push(notice);
          return Promise.resolve(setup.untold?.(shown));
        },
      },
      words: noticeWords({ config: undefined, session: 'demo' }),
      handOver: () => Promise.resolve(undefined),
      poller: undefined,
      openings: [],
    },
  };
  const go = async (): Promise<Ending> => {
    try {
      return await runSession(loop);
    } finally {
      lease.release();
    }
  };
  return { loop, spawns, prompts, events, notices, leases, go };
}

function endOf(changes: Partial<ProcessEnd>): ProcessEnd {
  const end = { cause: 'exited', exitCode: 0, signal: undefined, stderrTail: '' } as const;
  return { ...end, durationMs: 1000, swept: 0, ...changes };
}

function configOf(session: TestSession, worktrees: string): Config {
  return {
    provider: 'claude',
    model: 'opus',
    effort: undefined,
    fallback: undefined,
    fallbackPhases: [],
    profile: undefined,
    models: inEveryPhase('opus'),
    stronger: {},
    maxTurns: 300,
    timeoutMs: 1_800_000,
    idleTimeoutMs: undefined,
    extraArgs: [],
    maxAttempts: 3,
    retryDelayMs: 0,
    loginStepsMs: [0, 0],
    startSpacingMs: 0,
    outageStepsMs: [60_000, 120_000, 300_000, 600_000, 900_000],
    maxCostPerSessionUsd: undefined,
    maxCostPerDayUsd: undefined,
    maxCostPerMonthUsd: undefined,
    reserveUsd: 5,
    telegram: undefined,
    branchPrefix: undefined,
    permissions: 'bypass',
    sandbox: undefined,
    sandboxWrite: [],
    maxLogBytes: 1e9,
    keepFiveHours: undefined,
    keepWeek: undefined,
    stuckAfter: 0,
    checkpoints: 'on',
    questions: 'required',
    pingUrl: undefined,
    onEvent: undefined,
    base: undefined,
    copy: [],
    setUp: undefined,
    setUpTimeoutMs: 900_000,
    verify: undefined,
    verifyPhases: {},
    verifyTimeoutMs: 900_000,
    publish: 'off',
    publishTimeoutMs: 300_000,
    stateRemote: undefined,
    mainRepo: session.root,
    worktrees,
    sessions: join(session.root, 'sessions'),
    configPath: join(session.root, '.samocode'),
    executable: '/bin/claude',
    childSettings: {},
  };
}

/** The same model for each phase. */
export function inEveryPhase(model: string): Config['models'] {
  const general = { model };
  return chooseModels(new Map(), { provider: 'claude', profile: undefined, general });
}

/** The file that the agent reads its prompt from. */
function promptPathOf({ command, stdinPath }: ProcessTask): string {
  return valueOfFlag(command.args, '--append-system-prompt-file') ?? stdinPath;
}
