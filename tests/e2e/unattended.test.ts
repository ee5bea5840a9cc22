import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { appears, openScene, type Scene, until } from '../support/program.ts';
import { goTo, type Turn, turn } from '../support/program-agent.ts';

const BLOCKED = turn({ status: 'blocked', reason: 'enough' });
const BUSY: Turn = [{ touch: 'busy' }, { wait: 'go' }, ...BLOCKED];

function investigating(...turns: readonly Turn[]): Scene {
  const scene = openScene({ phases: { investigation: turns } });
  scene.begin('investigation');
  return scene;
}

const go = (scene: Scene): void => {
  writeFileSync(join(scene.agent, 'go'), '');
};

describe('the heartbeat', () => {
  const path = (scene: Scene): string => join(scene.folder(), '.run', 'heartbeat');
  const beat = (scene: Scene) =>
    JSON.parse(readFileSync(path(scene), 'utf8')) as Record<string, unknown>;

  test('the file has the activity of the run, and the run removes it at its end', async () => {
    await using scene = investigating(BUSY);
    const running = scene.startRun();
    await until(
      () => existsSync(path(scene)) && beat(scene)['state'] === 'working',
      'a working beat',
    );
    expect(beat(scene)).toMatchObject({ v: 1, pid: running.pid, phase: 'investigation' });
    await appears(join(scene.agent, 'busy'));
    const { holder } = await scene.status();
    expect(holder).toMatchObject({ pid: running.pid, silentMs: null });
    go(scene);
    expect((await running.ended).code).toBe(4);
    expect(existsSync(path(scene))).toBe(false);
  });

  test('status reports an old heartbeat of a living process', async () => {
    await using scene = investigating(BUSY);
    const running = scene.startRun();
    await appears(join(scene.agent, 'busy'));
    running.kill('SIGSTOP');
    const ago = Date.now() / 1000 - 365;
    utimesSync(path(scene), ago, ago);
    const { stdout } = await scene.command('status');
    expect(stdout).toContain(`pid ${running.pid} lives but has not beaten for 6 min`);
    running.kill('SIGCONT');
    go(scene);
    expect((await running.ended).code).toBe(4);
  });
});

test('a run beats while it sleeps for a limit: no other container takes it over', async () => {
  const reset = Math.floor(Date.now() / 1000) + 3600;
  const limited: Turn = [
    { begin: true },
    { limit: reset },
    { bad: { status: 429, error: 'rate_limit', text: "You've hit your limit" } },
    { exit: 1 },
  ];
  await using scene = investigating(limited);
  const running = scene.startRun();
  await running.says('sleeping until');
  const path = join(scene.folder(), '.run', 'heartbeat');
  // The first comes with the news that it sleeps, the second by the timer.
  for (const which of ['the first beat', 'the second']) {
    utimesSync(path, 1, 1);
    await until(() => statSync(path).mtimeMs > Date.now() - 60_000, which);
  }
  running.kill('SIGTERM');
  expect((await running.ended).code).toBe(143);
}, 60_000);

describe('under a service manager', () => {
  /** A systemd-notify that writes down its arguments. */
  const recorder = (scene: Scene, body = ''): Record<string, string> => {
    const program = join(scene.root, 'bin', 'systemd-notify');
    const text = `#!/bin/sh\n${body}\necho "$NOTIFY_SOCKET|$*" >> '${scene.root}/news'\n`;
    mkdirSync(join(scene.root, 'bin'), { recursive: true });
    writeFileSync(program, text);
    chmodSync(program, 0o755);
    return {
      PATH: `${join(scene.root, 'bin')}:${scene.env['PATH'] ?? ''}`,
      NOTIFY_SOCKET: '/the/socket',
    };
  };
  const news = (scene: Scene): readonly string[] => {
    const path = join(scene.root, 'news');
    return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
  };

  test('the manager receives READY, STATUS, WATCHDOG and STOPPING, and the agent gets no socket', async () => {
    await using scene = investigating(BUSY);
    const env = { ...recorder(scene), WATCHDOG_USEC: '600000' };
    const running = scene.startRun([], { env });
    const heard = (what: string) => until(() => news(scene).join('\n').includes(what), what);
    await heard('READY=1');
    await heard('STATUS=investigation, iteration 4: the agent works');
    await heard('WATCHDOG=1');
    go(scene);
    expect((await running.ended).code).toBe(4);
    expect(news(scene).at(-1)).toMatch(/^\/the\/socket\|.*STOPPING=1/);
    const agent = Object.keys(scene.spawns()[0]?.env ?? {});
    expect(agent.filter((name) => /^(?:NOTIFY|WATCHDOG)_/.test(name))).toEqual([]);
  });

  test('the manager receives READY from a tick that finds the session held and exits 6', async () => {
    await using scene = investigating(BUSY);
    const running = scene.startRun();
    await appears(join(scene.agent, 'busy'));
    // As slow as on a busy machine: the tick has to wait for it.
    const tick = await scene.startRun([], { env: recorder(scene, 'sleep 1') }).ended;
    expect(tick.code).toBe(6);
    expect(news(scene)).toEqual(['/the/socket|READY=1']);
    go(scene);
    expect((await running.ended).code).toBe(4);
  });

  test('the manager receives READY from a tick that finds the session blocked', async () => {
    await using scene = investigating(BLOCKED);
    expect((await scene.startRun().ended).code).toBe(4);
    expect((await scene.startRun([], { env: recorder(scene, 'sleep 1') }).ended).code).toBe(4);
    expect(news(scene)[0]).toMatch(/READY=1/);
    expect(scene.spawns()).toHaveLength(1);
  });

  test('the manager receives the stop while the agent is being ended', async () => {
    await using scene = investigating([{ ignore: 'SIGTERM' }, ...BUSY]);
    const running = scene.startRun([], { env: recorder(scene) });
    await appears(join(scene.agent, 'busy'));
    running.kill('SIGTERM');
    await until(() => news(scene).join('\n').includes('STOPPING=1'), 'STOPPING');
    running.kill('SIGTERM');
    expect((await running.ended).code).toBe(143);
  });

  test('a systemd-notify that hangs delays nothing but the end, and that by seconds', async () => {
    await using scene = investigating(BLOCKED);
    const started = performance.now();
    const ended = await scene.startRun([], { env: recorder(scene, 'exec sleep 60') }).ended;
    expect(ended.code).toBe(4);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  test('without systemd-notify one warning is all', async () => {
    await using scene = investigating(BLOCKED);
    const PATH = join(scene.root, 'few');
    mkdirSync(PATH);
    for (const name of ['node', 'git', 'sh']) {
      const found = execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
      symlinkSync(name === 'node' ? process.execPath : found.trim(), join(PATH, name));
    }
    const env = { NOTIFY_SOCKET: '/the/socket', PATH };
    const ended = await scene.startRun([], { env }).ended;
    expect(ended.code).toBe(4);
    expect(ended.stdout.match(/systemd-notify/g)).toHaveLength(1);
  });

  const real = ['/usr/bin', '/bin'].some((folder) => existsSync(`${folder}/systemd-notify`));
  test.skipIf(!real)('the real program and a real socket', async () => {
    await using scene = investigating(BUSY);
    const socket = join(scene.root, 'notify');
    const listen = [
      'import socket, sys',
      's = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)',
      's.bind(sys.argv[1])',
      'print("listening", flush=True)',
      'while True: print(s.recv(4096).decode().replace("\\n", "|"), flush=True)',
    ].join('\n');
    const server = spawn('python3', ['-c', listen, socket], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      let heard = '';
      server.stdout.setEncoding('utf8').on('data', (text: string) => (heard += text));
      await until(() => heard.includes('listening'), 'the socket');
      const env = { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '600000' };
      const running = scene.startRun([], { env });
      for (const what of ['READY=1', 'STATUS=investigation, iteration 4', 'WATCHDOG=1']) {
        await until(() => heard.includes(what), what);
      }
      go(scene);
      expect((await running.ended).code).toBe(4);
      expect(heard).toContain('STOPPING=1');
    } finally {
      server.kill();
    }
  });
});

describe('a dead-man service', () => {
  test('the service gets a ping after each iteration, and its address is in no output, file or agent', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(503).end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    try {
      const { port } = server.address() as AddressInfo;
      await using scene = investigating(goTo('investigation'), BLOCKED);
      const SAMOCODE_PING_URL = `http://127.0.0.1:${port}/ping/secret-id`;
      const ended = await scene.startRun(['-v'], { env: { SAMOCODE_PING_URL } }).ended;
      expect(ended.code).toBe(4);
      expect(new Set(asked)).toEqual(new Set(['/ping/secret-id']));
      expect(ended.stdout).toContain('SAMOCODE_PING_URL: HTTP 503');
      expect(ended.stdout + ended.stderr + scene.read('session.log')).not.toContain('secret-id');
      expect(scene.spawns()[0]?.env).not.toHaveProperty('SAMOCODE_PING_URL');
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test('a ping goes through a proxy, with undici as it is built', async () => {
    const tunnels: string[] = [];
    const asked: string[] = [];
    const service = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('ok');
    });
    const proxy = createServer();
    proxy.on('connect', (request, near: Socket) => {
      tunnels.push(request.url ?? '');
      const far = connect((service.address() as AddressInfo).port, '127.0.0.1', () => {
        near.write('HTTP/1.1 200 OK\r\n\r\n');
        far.pipe(near).pipe(far);
      });
      for (const end of [far, near]) end.on('error', () => undefined);
    });
    for (const server of [service, proxy]) {
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    }
    try {
      await using scene = investigating(BLOCKED);
      const env = {
        SAMOCODE_PING_URL: 'http://ping.invalid/through',
        HTTP_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
      };
      expect((await scene.startRun([], { env }).ended).code).toBe(4);
      expect(tunnels[0]).toBe('ping.invalid:80');
      expect(new Set(asked)).toEqual(new Set(['/through']));
    } finally {
      for (const server of [service, proxy]) {
        server.closeAllConnections();
        server.close();
      }
    }
  });

  test('a service that hangs does not delay the loop, and delays the end by seconds', async () => {
    const server = createServer(() => undefined);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    try {
      const { port } = server.address() as AddressInfo;
      await using scene = investigating(
        ...Array.from({ length: 5 }, () => goTo('investigation')),
        BLOCKED,
      );
      const running = scene.startRun([], {
        env: { SAMOCODE_PING_URL: `http://127.0.0.1:${port}/x` },
      });
      await running.says('blocked');
      expect(scene.spawns()).toHaveLength(6);
      expect((await running.ended).code).toBe(4);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test('an invalid address is a problem of the configuration, and is not shown', async () => {
    await using scene = investigating(BLOCKED);
    const ended = await scene.startRun([], { env: { SAMOCODE_PING_URL: 'ftp://secret' } }).ended;
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('SAMOCODE_PING_URL is not an http or https address');
    expect(ended.stderr).not.toContain('secret');
  });
});
