import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { NEVER } from '../../src/app/ports/repository.ts';
import { leasesIn } from '../../src/cli/compose/running/leases-in.ts';
import { pushHolder } from '../../src/domain/session/push-holder.ts';
import { type BotApi, type Later, startBotApi } from './bot-api.ts';
import { appears, commitSubmodule, type Running, type Scene, until } from './program.ts';
import { ASKS, goTo, type Turn, turn } from './program-agent.ts';

/** One wait of the program, reached by an event. */
export interface Wait {
  readonly name: string;
  /** What ends it when no signal comes. */
  readonly until: string;
  /** The exit code; `signal`: 130 after SIGINT, 143 after SIGTERM. */
  readonly code: number | 'signal';
  /** Resolves when the program is in the wait. */
  readonly begin: (scene: Scene, later: Later) => Promise<Running>;
}

const BLOCKED = turn({ status: 'blocked', reason: 'enough' });

function investigating(scene: Scene, ...turns: readonly Turn[]): void {
  scene.script({ phases: { investigation: turns } });
  scene.begin('investigation');
}

/** A program of this name comes first on the PATH. */
function instead(scene: Scene, name: string, script: string): string {
  const folder = join(scene.root, 'instead');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  return `${folder}${delimiter}${scene.env['PATH'] ?? ''}`;
}

const STUBBORN = "trap '' TERM INT; while :; do sleep 0.2; done";

function stubborn(scene: Scene): string {
  return `: > '${join(scene.root, 'waits')}'; ${STUBBORN}`;
}

/** A CLI that does not answer. */
function renewing(scene: Scene): { readonly CLAUDE_PATH: string } {
  const script = `case "$*" in --version) echo '2.1.330 (Claude Code)';; *) ${stubborn(scene)};; esac`;
  instead(scene, 'claude', script);
  return { CLAUDE_PATH: join(scene.root, 'instead/claude') };
}

async function waits(scene: Scene, running: Running): Promise<Running> {
  await appears(join(scene.root, 'waits'));
  return running;
}

async function says(running: Running, text: string | RegExp): Promise<Running> {
  await running.says(text);
  return running;
}

/** A blocked session tells of it, and the API does this with the message. */
async function telling(scene: Scene, later: Later, fault: BotApi['fault']): Promise<Running> {
  investigating(scene, BLOCKED);
  const api = await startBotApi(later);
  api.fault = fault;
  const running = scene.startRun([], { env: api.env });
  await until(() => api.requests.some(({ method }) => method === 'sendMessage'), 'the notice');
  return running;
}

/** A server that takes requests and never answers; `asked` resolves with the first. */
async function silentServer(
  later: Later,
): Promise<{ readonly url: string; readonly asked: Promise<void> }> {
  let hear: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => (hear = resolve));
  const server = createServer(() => {
    hear();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  later(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** A port whose queue of connections is full: one more is neither taken nor refused. */
async function fullPort(later: Later): Promise<number> {
  const script = [
    'import socket, time',
    's = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(0)',
    'kept = []',
    'for _ in range(4):',
    '    c = socket.socket(); c.setblocking(False); c.connect_ex(s.getsockname()); kept.append(c)',
    'print(s.getsockname()[1], flush=True)',
    'time.sleep(600)',
  ].join('\n');
  const child = spawn('python3', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  later(() => {
    child.kill('SIGKILL');
  });
  return await new Promise((resolve) => {
    child.stdout.once('data', (text: Buffer) => {
      resolve(Number(text.toString()));
    });
  });
}

/** Whether a simulation in this folder has started its agent. */
function hasSpawned(root: string): boolean {
  const folders = readdirSync(root).filter((name) => name.startsWith('samocode-simulate-'));
  return folders.some((name) => existsSync(join(root, name, 'scenario', 'spawns', '1.json')));
}

/** How many connections to the port are being made, by anybody. */
function connecting(port: number): number {
  const remote = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , to, state]) => to?.endsWith(remote) === true && state === '02').length;
}

function hasRow(scene: Scene): boolean {
  return existsSync(join(scene.folder(), '_signal_history.jsonl'));
}

function hook(scene: Scene, script: string): void {
  const path = join(scene.repo, '.git', 'hooks', 'post-checkout');
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
}

/** A lock that no look from here can prove to be dead. */
const LOCKED_ELSEWHERE = {
  ...{ v: 1, id: 'elsewhere', pid: 1, startTime: '', bootId: '', pidNamespace: '' },
  ...{ host: 'elsewhere', since: '2026-01-01T00:00:00.000Z' },
  ...{ busy: false, child: null, sleepsUntil: null },
};

const NEVER_ANSWERED = (): boolean => true;

export const WAITS: readonly Wait[] = [
  {
    name: "the provider's limit",
    until: 'the reset time, `--max-wait`, `--max-duration`',
    code: 'signal',
    begin: async (scene) => {
      investigating(scene, [
        { begin: true },
        { limit: Math.floor(Date.now() / 1000) + 3600 },
        { bad: { status: 429, error: 'rate_limit', text: "You've hit your limit" } },
      ]);
      return await says(scene.startRun(), 'sleeping until');
    },
  },
  {
    name: 'the end of an outage of the provider',
    until: 'the next step, `--max-outage`, `--max-duration`',
    code: 'signal',
    begin: async (scene) => {
      const overloaded = { status: 529, error: 'overloaded', text: 'Overloaded' };
      investigating(scene, [{ begin: true }, { bad: overloaded }, { exit: 1 }]);
      return await says(scene.startRun(), 'resting until');
    },
  },
  {
    name: 'the backoff between two attempts',
    until: 'the backoff',
    code: 'signal',
    begin: async (scene) => {
      const overloaded = { status: 529, error: 'overloaded', text: 'Overloaded' };
      investigating(scene, [{ begin: true }, { bad: overloaded }, { exit: 1 }]);
      const env = { SAMOCODE_RETRY_DELAY: '300' };
      return await says(scene.startRun([], { env }), 'next attempt in');
    },
  },
  {
    name: 'a gate, with `--wait`',
    until: 'a person',
    code: 3,
    begin: async (scene) => {
      scene.script({ phases: { requirements: ASKS } });
      scene.begin('requirements');
      return await says(scene.startRun(['--wait']), 'waiting for qa_answers');
    },
  },
  {
    name: 'a pause, with `--wait`',
    until: '`samocode resume`',
    code: 3,
    begin: async (scene) => {
      investigating(scene, BLOCKED);
      await scene.command('pause');
      return await says(scene.startRun(['--wait']), 'paused');
    },
  },
  {
    name: 'a command that holds the write lock',
    until: 'the lock, 5 s',
    code: 'signal',
    begin: async (scene) => {
      investigating(scene, BLOCKED);
      await scene.command('status');
      const folder = join(scene.folder(), '.run');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'write.json'), JSON.stringify(LOCKED_ELSEWHERE));
      const running = scene.startRun();
      await appears(join(folder, 'heartbeat'));
      return running;
    },
  },
  {
    name: "the push of the session's state by another process",
    until: 'its end, 1 min',
    code: 'signal',
    begin: async (scene, later) => {
      investigating(scene, BLOCKED);
      mkdirSync(join(scene.folder(), '.run'), { recursive: true });
      const lease = leasesIn(scene.folder(), NEVER.stop).acquire(pushHolder('of-the-test'), false);
      if ('holder' in lease) throw new Error('the session is held');
      later(() => {
        lease.release();
      });
      return await says(
        scene.startRun(),
        `waiting at most 1 min for another process that pushes the session's state: pid ${process.pid}`,
      );
    },
  },
  {
    name: 'Telegram, which answers 429',
    until: '`retry_after`, 30 s a message',
    code: 4,
    begin: async (scene, later) =>
      await telling(scene, later, ({ method }, response) => {
        if (method !== 'sendMessage') return false;
        const body = { ok: false, error_code: 429, parameters: { retry_after: 20 } };
        response.writeHead(429).end(JSON.stringify(body));
        return true;
      }),
  },
  {
    name: 'Telegram, which does not answer',
    until: '5 s a request',
    code: 4,
    begin: async (scene, later) => await telling(scene, later, NEVER_ANSWERED),
  },
  {
    name: 'a connection to Telegram',
    until: '5 s',
    code: 4,
    begin: async (scene, later) => {
      investigating(scene, BLOCKED);
      const port = await fullPort(later);
      const env = {
        ...{ TELEGRAM_BOT_TOKEN: '1:x', TELEGRAM_CHAT_ID: '2' },
        TELEGRAM_API_URL: `http://127.0.0.1:${port}`,
      };
      const before = connecting(port);
      const running = scene.startRun([], { env });
      // The list of connections is no snapshot: at first it can miss one of those that fill the port.
      await until(
        () => hasRow(scene) && connecting(port) > before,
        'a connection that is not taken',
      );
      return running;
    },
  },
  {
    name: "Telegram's long poll",
    until: 'an update, 25 s',
    code: 4,
    begin: async (scene, later) => {
      investigating(scene, BLOCKED);
      const api = await startBotApi(later);
      const running = scene.startRun(['--wait'], { env: api.env });
      await until(() => api.requests.some(({ method }) => method === 'getUpdates'), 'the poll');
      return running;
    },
  },
  {
    name: 'a reply over Telegram, which answers 429',
    until: '`retry_after`, 30 s a message',
    code: 4,
    begin: async (scene, later) => {
      investigating(scene, BLOCKED);
      const api = await startBotApi(later);
      const running = scene.startRun(['--wait'], { env: api.env });
      await api.message('Blocked');
      let asked = false;
      api.fault = ({ method }, response) => {
        if (method !== 'sendMessage') return false;
        asked = true;
        const body = { ok: false, error_code: 429, parameters: { retry_after: 20 } };
        response.writeHead(429).end(JSON.stringify(body));
        return true;
      };
      api.say('/status');
      await until(() => asked, 'the reply');
      return running;
    },
  },
  {
    name: 'the dead-man service',
    until: '5 s at the end',
    code: 4,
    begin: async (scene, later) => {
      investigating(scene, BLOCKED);
      const { url, asked } = await silentServer(later);
      const running = scene.startRun([], { env: { SAMOCODE_PING_URL: url } });
      await Promise.all([asked, running.says('blocked')]);
      return running;
    },
  },
  {
    name: 'the service manager',
    until: '5 s at the end',
    code: 4,
    begin: async (scene) => {
      investigating(scene, BLOCKED);
      const PATH = instead(scene, 'systemd-notify', stubborn(scene));
      const env = { PATH, NOTIFY_SOCKET: join(scene.root, 'socket') };
      const running = scene.startRun([], { env });
      await running.says('blocked');
      return await waits(scene, running);
    },
  },
  {
    name: '`VERIFY`, which ignores SIGTERM',
    until: 'its end, `VERIFY_TIMEOUT`',
    code: 'signal',
    begin: async (scene) => {
      writeFileSync(
        scene.config,
        `${readFileSync(scene.config, 'utf8')}VERIFY="${stubborn(scene)}"\n`,
      );
      scene.script({ phases: { quality: [goTo('done')] } });
      scene.begin('quality');
      return await waits(scene, scene.startRun());
    },
  },
  {
    name: 'a git hook in `git worktree add`, which ignores SIGTERM',
    until: 'its end, 10 min',
    code: 'signal',
    begin: async (scene) => {
      scene.script({ phases: { init: [goTo('investigation', { overview: 'init' })] } });
      hook(scene, stubborn(scene));
      return await waits(scene, scene.startRun(['--task', 'x']));
    },
  },
  {
    name: '`git worktree add` itself',
    until: 'its end, 10 min',
    code: 'signal',
    begin: async (scene) => {
      scene.script({ phases: { init: [goTo('investigation', { overview: 'init' })] } });
      const real = `PATH='${scene.env['PATH'] ?? ''}' exec git "$@"`;
      const PATH = instead(
        scene,
        'git',
        `case "$*" in *"worktree add"*) ${stubborn(scene)};; *) ${real};; esac`,
      );
      return await waits(scene, scene.startRun(['--task', 'x'], { env: { PATH } }));
    },
  },
  {
    name: 'the server of a submodule, which does not answer',
    until: 'the end of git, 10 min',
    code: 'signal',
    begin: async (scene) => {
      commitSubmodule(scene.repo, 'a');
      instead(scene, 'ssh', stubborn(scene));
      const env = { GIT_SSH_COMMAND: join(scene.root, 'instead/ssh') };
      return await waits(scene, scene.startRun(['--task', 'x'], { env }));
    },
  },
  {
    name: '`git status`, to see whether anything moved',
    until: 'its end, 30 s',
    code: 'signal',
    begin: async (scene) => {
      investigating(scene, goTo('investigation'));
      const real = `PATH='${scene.env['PATH'] ?? ''}' exec git "$@"`;
      const PATH = instead(
        scene,
        'git',
        `case " $* " in *" status "*) ${stubborn(scene)};; *) ${real};; esac`,
      );
      const env = { PATH, SAMOCODE_STUCK_AFTER: '3' };
      return await waits(scene, scene.startRun([], { env }));
    },
  },
  {
    name: 'a console without a reader',
    until: 'half a second at the end',
    code: 4,
    begin: async (scene) => {
      const lines = Array.from({ length: 40 }, (): Turn[number] => ({ tool: 'x'.repeat(5000) }));
      investigating(scene, turn({ status: 'blocked', reason: 'enough' }, ...lines));
      const running = scene.startRun(['--wait', '-v', '--json'], { unread: true });
      await until(() => scene.rows().length === 1, 'the row');
      return running;
    },
  },
  {
    name: '`samocode listen`',
    until: 'a signal',
    code: 0,
    begin: async (scene, later) => {
      const api = await startBotApi(later);
      const running = scene.start(['listen', '--config', scene.config], { env: api.env });
      await until(() => api.requests.some(({ method }) => method === 'getUpdates'), 'the poll');
      return running;
    },
  },
  {
    name: '`samocode status --watch`',
    until: 'a signal',
    code: 0,
    begin: async (scene) => {
      scene.begin('investigation');
      const place = ['--config', scene.config, '--session', 'it'];
      return await says(scene.start(['status', ...place, '--watch']), 'investigation');
    },
  },
  {
    name: '`samocode logs -f`',
    until: 'the end of the run, a signal',
    code: 0,
    begin: async (scene) => {
      investigating(scene, [{ begin: true }, { tool: 'look' }, { touch: 'busy' }, { stay: true }]);
      scene.startRun();
      await appears(join(scene.agent, 'busy'));
      const place = ['--config', scene.config, '--session', 'it'];
      return await says(scene.start(['logs', ...place, '-f']), 'look');
    },
  },
  {
    name: '`samocode simulate`',
    until: 'the end of the scenario',
    code: 'signal',
    begin: async (scene) => {
      const args = ['simulate', 'hang', '--provider', 'claude'];
      const running = scene.start(args, { env: { TMPDIR: scene.root } });
      await until(() => hasSpawned(scene.root), 'the scenario to begin');
      return running;
    },
  },
  {
    name: 'a CLI that renews its login, before the first attempt of a session',
    until: '60 s',
    code: 'signal',
    begin: (scene) => waits(scene, scene.startRun([], { env: renewing(scene) })),
  },
  {
    name: '`samocode doctor`, while a CLI renews its login',
    until: '60 s',
    code: 'signal',
    begin: (scene) => {
      const args = ['doctor', '--config', scene.config];
      return waits(scene, scene.start(args, { env: renewing(scene) }));
    },
  },
  {
    name: '`samocode doctor --verify`, whose `VERIFY` ignores SIGTERM',
    until: '`VERIFY_TIMEOUT`',
    code: 'signal',
    begin: (scene) => {
      const config = readFileSync(scene.config, 'utf8');
      writeFileSync(scene.config, `${config}VERIFY="${stubborn(scene)}"\n`);
      return waits(scene, scene.start(['doctor', '--config', scene.config, '--verify']));
    },
  },
];
