import { spawn } from 'node:child_process';
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
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { Phase } from '../../../src/domain/phases/phase.ts';
import type { QueueTask } from '../../../src/domain/queue/queued.ts';
import { COMPILED, FAKE_AGENT, git, lives, overviewOf, program, until } from '../program.ts';
import type { Script, Spawn } from '../program-agent.ts';
import { HEARTBEAT_S } from './databases.ts';
import { newFleetAt, queueOn } from './fleet-scene.ts';

/** A test that waits for something that does not come fails after this: take-overs need twice the heartbeat. */
export const PATIENCE_MS = 90_000;

/** What a process said and how it ended. */
interface Spoken {
  readonly pid: number;
  readonly text: () => string;
  /** Fails when it ends without. */
  readonly says: (text: string | RegExp) => Promise<void>;
  readonly ended: Promise<number | string>;
}

/** A machine of a fleet: its home, its clone of the project, and what runs there. */
export interface Machine {
  readonly name: string;
  readonly home: string;
  readonly clone: string;
  readonly sessions: string;
  readonly trees: string;
  readonly env: Readonly<Record<string, string>>;
  /** One command there; the exit code is in the answer. */
  readonly exec: (
    ...args: readonly string[]
  ) => Promise<{ code: number; stdout: string; stderr: string }>;
  readonly work: (...args: readonly string[]) => Spoken;
  /** The process that hears Telegram for the project. */
  readonly listen: () => Spoken;
  /** SIGKILL to all that runs there, in one moment. */
  readonly die: () => void;
  /** All that runs there, stopped and continued. */
  readonly freeze: () => void;
  readonly thaw: () => void;
  /** Its agents that live, and its runs. */
  readonly agents: () => readonly number[];
  readonly runs: () => readonly number[];
  /** A session that stands in this phase, as if begun by hand. */
  readonly begin: (session: string, phase: Phase) => void;
  readonly rows: (session: string) => readonly Record<string, unknown>[];
  /** Its `session.log`. */
  readonly log: (session: string) => string;
}

export interface FleetScene {
  readonly url: string;
  readonly root: string;
  readonly config: string;
  readonly remote: string;
  readonly agent: string;
  /** `url`: its way to the database, of the first call of this name. */
  readonly machine: (name: string, url?: string) => Machine;
  /** Puts a session into the queue, which begins with a task. */
  readonly submit: (session: string, more?: Partial<QueueTask>) => Promise<void>;
  readonly script: (script: Script) => void;
  readonly spawns: () => readonly Spawn[];
  /** Agents that began while another one of their session lived. */
  readonly twins: () => readonly string[];
  /** Makes a file that agents wait for. */
  readonly touch: (name: string) => void;
  /** The commit of a ref of the remote. */
  readonly at: (ref: string) => string | undefined;
  /** Waits until the first row of an answer has these values. */
  readonly finds: (text: string, wanted: Readonly<Record<string, unknown>>) => Promise<void>;
  readonly sql: (text: string) => Promise<readonly Record<string, unknown>[]>;
}

/** Machines on one database and one git remote; the project has the same path on each, and its folders are in their homes. */
export async function fleetScene({
  server,
  heartbeatS = HEARTBEAT_S,
  env,
}: {
  readonly server?: string | undefined;
  readonly heartbeatS?: number;
  /** What the machine of a home has in its environment besides; without it, the stand-in agent. */
  readonly env?: (home: string) => Readonly<Record<string, string>>;
} = {}): Promise<FleetScene> {
  const { url, database } = await newFleetAt(heartbeatS, server);
  const root = mkdtempSync(join(tmpdir(), 'samocode-fleet-'));
  const [remote, agent, config] = [
    join(root, 'remote.git'),
    join(root, 'agent'),
    join(root, '.samocode'),
  ];
  const machines = new Map<string, Machine>();
  onTestFinished(() => {
    for (const machine of machines.values()) machine.die();
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  });
  mkdirSync(agent);
  writeFileSync(config, 'MAIN_REPO=~/clone\nWORKTREES=~/trees\nSESSIONS=~/sessions\n');
  git(root, 'init', '-q', '--bare', '-b', 'trunk', 'remote.git');
  const first = join(root, 'first');
  git(root, 'clone', '-q', remote, 'first');
  for (const [key, value] of [
    ['user.name', 'Test'],
    ['user.email', 'test@localhost'],
    ['commit.gpgsign', 'false'],
  ] as const)
    git(first, 'config', key, value);
  git(first, 'checkout', '-q', '-b', 'trunk');
  writeFileSync(join(first, 'README.md'), '# project\n');
  git(first, 'add', '.');
  git(first, 'commit', '-q', '-m', 'Begin');
  git(first, 'push', '-q', 'origin', 'trunk');
  const sql: FleetScene['sql'] = async (text) => {
    const { rows } = await database.sql.executeSql(text);
    return rows as readonly Record<string, unknown>[];
  };
  const spawnsPath = join(agent, 'spawns.jsonl');
  return {
    ...{ url, root, config, remote, agent },
    submit: async (session, more) => {
      const queued = { config, session, priority: 5, holds: [], text: 'Do it\n', ...more };
      await queueOn(database).submit(queued, Date.now());
    },
    machine: (name, way = url) => {
      const known = machines.get(name);
      if (known !== undefined) return known;
      const made = makeMachine({ root, name, url: way, remote, agent, besides: env });
      machines.set(name, made);
      return made;
    },
    script: (script) => {
      writeFileSync(join(agent, 'script.json'), JSON.stringify(script));
    },
    spawns: () => wholeLines(textOf(spawnsPath)).map((line) => JSON.parse(line) as Spawn),
    twins: () => wholeLines(textOf(join(agent, 'twins'))),
    touch: (name) => {
      writeFileSync(join(agent, name), '');
    },
    at: (ref) => {
      const found = git(remote, 'for-each-ref', '--format=%(objectname)', ref);
      return found === '' ? undefined : found;
    },
    sql,
    finds: async (text, wanted) => {
      for (const deadline = performance.now() + PATIENCE_MS; ;) {
        const [row] = await sql(text).catch(() => []);
        const isSo = Object.entries(wanted).every(([key, value]) => row?.[key] === value);
        if (isSo) return;
        if (performance.now() > deadline) throw new Error(`${text} gives ${JSON.stringify(row)}`);
        await pause(50);
      }
    },
  };
}

function makeMachine(of: {
  readonly root: string;
  readonly name: string;
  readonly url: string;
  readonly remote: string;
  readonly agent: string;
  readonly besides: ((home: string) => Readonly<Record<string, string>>) | undefined;
}): Machine {
  const { root, name, url, remote, agent, besides } = of;
  const home = join(root, name);
  const [clone, sessions, trees] = ['clone', 'sessions', 'trees'].map((one) => join(home, one)) as [
    string,
    string,
    string,
  ];
  for (const folder of [sessions, trees, join(home, '.config/samocode')])
    mkdirSync(folder, { recursive: true });
  git(home, 'clone', '-q', remote, 'clone');
  git(clone, 'config', 'user.name', 'Test');
  git(clone, 'config', 'user.email', 'test@localhost');
  git(clone, 'config', 'commit.gpgsign', 'false');
  const settings = `SAMOCODE_FLEET=${url}\nSAMOCODE_MACHINE=${name}\n`;
  writeFileSync(join(home, '.config/samocode/.env'), settings, { mode: 0o600 });
  const env = {
    ...{ PATH: process.env['PATH'] ?? '', HOME: home, NO_COLOR: '1', XDG_CACHE_HOME: COMPILED },
    ...{ FAKE_AGENT: agent, CLAUDE_PATH: FAKE_AGENT, CODEX_PATH: FAKE_AGENT },
    ...{ SAMOCODE_RETRY_DELAY: '0', SAMOCODE_LOGIN_STEPS: '0', SAMOCODE_STUCK_AFTER: '0' },
    ...besides?.(home),
  };
  const start = (args: readonly string[]) => startProgram(args, { env, cwd: root });
  const spoken = (args: readonly string[]): Spoken => {
    const running = start(args);
    const text = (): string => running.stdout() + running.stderr();
    let isOver = false;
    void running.ended.then(() => {
      isOver = true;
    });
    return {
      ...{ pid: running.pid, text, ended: running.ended },
      says: async (wanted) => {
        const isSaid = (): boolean => {
          if (typeof wanted === 'string' ? text().includes(wanted) : wanted.test(text()))
            return true;
          if (isOver) throw new Error('it has ended');
          return false;
        };
        try {
          await until(isSaid, `${name} to say ${String(wanted)}`, PATIENCE_MS);
        } catch (error) {
          throw new Error(`${String(error)}; it said:\n${text()}`, { cause: error });
        }
      },
    };
  };
  /** Empty while it is not there. */
  const fileOf = (session: string, file: string): string => {
    const folder = readdirSync(sessions).find(
      (one) => one === session || one.endsWith(`-${session}`),
    );
    const path = join(sessions, folder ?? '', file);
    return folder === undefined ? '' : textOf(path);
  };
  return {
    ...{ name, home, clone, sessions, trees, env },
    exec: async (...args) => {
      const { stdout, stderr, ended } = start(args);
      const code = await ended;
      return { code: Number(code), stdout: stdout(), stderr: stderr() };
    },
    work: (...args) => spoken(['work', '--min-memory', '0', ...args]),
    listen: () => spoken(['listen', '--verbose', '--config', join(root, '.samocode')]),
    die: () => {
      signalAll(home, 'SIGSTOP');
      signalAll(home, 'SIGKILL');
    },
    freeze: () => {
      signalAll(home, 'SIGSTOP');
    },
    thaw: () => {
      signalAll(home, 'SIGCONT');
    },
    agents: () => processesOf(home).filter((pid) => commandOf(pid).includes(FAKE_AGENT)),
    runs: () => processesOf(home).filter((pid) => commandOf(pid).includes('\0run\0')),
    begin: (session, phase) => {
      mkdirSync(join(sessions, session));
      writeFileSync(join(sessions, session, '_overview.md'), overviewOf(phase));
    },
    rows: (session) =>
      wholeLines(fileOf(session, '_signal_history.jsonl')).map(
        (line) => JSON.parse(line) as Record<string, unknown>,
      ),
    log: (session) => fileOf(session, 'session.log'),
  };
}

/** Empty while the file is not there. */
function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** Without one that is still being written. */
function wholeLines(text: string): readonly string[] {
  return text.split('\n').slice(0, -1);
}

function startProgram(
  args: readonly string[],
  options: { readonly env: Record<string, string>; readonly cwd: string },
) {
  const child = spawn(process.execPath, [program(), ...args], {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<number | string>((done) => {
    child.once('close', (code: number | null, signal: NodeJS.Signals | null) => {
      done(code ?? signal ?? -1);
    });
  });
  return { pid: child.pid ?? 0, stdout: () => stdout, stderr: () => stderr, ended };
}

/** The processes of a machine: those whose home is its home. */
function processesOf(home: string): readonly number[] {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return pids.filter(
    (pid) => pid !== process.pid && lives(pid) && environmentOf(pid).includes(`HOME=${home}\0`),
  );
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function signalAll(home: string, signal: NodeJS.Signals): void {
  // Twice: a process may have started another one before it was stopped.
  for (let round = 0; round < 2; round += 1) {
    for (const pid of processesOf(home)) {
      try {
        process.kill(pid, signal);
      } catch {
        // It went by itself.
      }
    }
  }
}
