import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  appears,
  lives,
  openScene,
  program,
  type Running,
  type Scene,
  SESSION,
  until,
} from '../support/program.ts';
import { goTo, type Turn, turn } from '../support/program-agent.ts';

const BLOCKED = turn({ status: 'blocked', reason: 'enough' });
/** Works on, with a stubborn process in a session of its own that holds stdout. */
const BUSY: Turn = [{ begin: true }, { escape: 'escaped' }, { touch: 'busy' }, { stay: true }];

function investigating(...turns: readonly Turn[]): Scene {
  const scene = openScene({ phases: { investigation: turns } });
  scene.begin('investigation');
  return scene;
}

async function busy(scene: Scene, running: Running = scene.startRun()): Promise<Running> {
  await Promise.race([
    appears(join(scene.agent, 'busy')),
    running.ended.then(({ stdout, stderr }) => {
      throw new Error(`ended too early:\n${stdout}${stderr}`);
    }),
  ]);
  return running;
}

/** The agent and its escaped process. */
function family(scene: Scene): readonly number[] {
  const escaped = Number(readFileSync(join(scene.agent, 'escaped'), 'utf8'));
  return [...scene.spawns().map((spawned) => spawned.pid), escaped];
}

function living(scene: Scene): readonly number[] {
  return family(scene).filter(lives);
}

describe('an end that was asked for', () => {
  test.each<[NodeJS.Signals, number]>([
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGQUIT', 131],
  ])('%s ends the agent and all it started; the next run goes on', async (signal, code) => {
    await using scene = investigating(BUSY, BLOCKED);
    const running = await busy(scene);
    expect(living(scene)).toHaveLength(2);
    running.kill(signal);
    const ended = await running.ended;
    expect(ended.code).toBe(code);
    expect(living(scene)).toEqual([]);
    expect(await scene.status()).toMatchObject({ state: 'idle', holder: null });
    expect(scene.rows()).toEqual([]);
    expect((await scene.run()).code).toBe(4);
    expect(scene.spawns().map((spawned) => spawned.iteration)).toEqual([4, 4]);
  });

  test('a second signal does not wait for an agent that will not go', async () => {
    await using scene = investigating([{ begin: true }, { ignore: 'SIGTERM' }, ...BUSY.slice(1)]);
    const running = await busy(scene);
    running.kill('SIGINT');
    await running.says('once more');
    const startedMs = performance.now();
    running.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    // The ladder alone would take five seconds.
    expect(performance.now() - startedMs).toBeLessThan(4000);
    expect(living(scene)).toEqual([]);
  });

  test('an agent that ignores its signal is killed, with Codex as well', async () => {
    await using scene = investigating([{ begin: true }, { ignore: 'SIGINT' }, ...BUSY.slice(1)]);
    const running = await busy(scene, scene.startRun(['--provider', 'codex']));
    running.kill('SIGTERM');
    expect((await running.ended).code).toBe(143);
    expect(living(scene)).toEqual([]);
  });

  test('a valid signal that was written already is recorded', async () => {
    await using scene = investigating([
      { begin: true },
      { signal: { status: 'continue', phase: 'requirements', summary: 'paid for' } },
      ...BUSY.slice(1),
    ]);
    const running = await busy(scene);
    running.kill('SIGTERM');
    expect((await running.ended).code).toBe(143);
    expect(scene.rows()).toMatchObject([
      { status: 'continue', phase: 'requirements', summary: 'paid for' },
    ]);
    expect(scene.read('_overview.md')).toContain('Phase: requirements');
  });
});

describe('without a terminal', () => {
  test('SIGHUP is noted, and the run goes on (nohup)', async () => {
    await using scene = investigating(
      [{ begin: true }, { touch: 'busy' }, { wait: 'go' }, ...goTo('investigation').slice(1)],
      BLOCKED,
    );
    const running = scene.startRun([], { wrapper: ['nohup'] });
    await busy(scene, running);
    running.kill('SIGHUP');
    await running.says('SIGHUP');
    running.kill('SIGHUP');
    writeFileSync(join(scene.agent, 'go'), '');
    expect((await running.ended).code).toBe(4);
    expect(scene.spawns()).toHaveLength(2);
  });
});

test('a run under nohup survives SIGHUP from its first module on', async () => {
  for (let time = 0; time < 5; time += 1) {
    await using scene = investigating(BLOCKED);
    const running = scene.startRun([], { wrapper: ['nohup'] });
    // Node has undone nohup's ignoring and our handler is there: SIGHUP is caught.
    await until(() => catchesHangup(running.pid), 'a handler of SIGHUP');
    running.kill('SIGHUP');
    const { code, stderr } = await running.ended;
    expect(code, stderr).toBe(4);
  }
}, 120_000);

test('the handler of SIGHUP is there before any other module of samocode is loaded', () => {
  const text = readFileSync(program(), 'utf8');
  const at = text.indexOf('SIGHUP');
  expect(at).toBeGreaterThan(0);
  expect(text.slice(0, at)).not.toMatch(/require\("\.|import\("\./);
});

/** Bit 0 of the caught signals. */
function catchesHangup(pid: number): boolean {
  try {
    const caught = /^SigCgt:\s+(\S+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return caught?.endsWith('0') === false && (Number.parseInt(caught.slice(-1), 16) & 1) === 1;
  } catch {
    return false;
  }
}

describe('with a terminal', () => {
  const pty = resolve(import.meta.dirname, '../fixtures/bin/program-pty.py');

  function onTerminal(scene: Scene): {
    tell(line: string): void;
    shown(): string;
    code: Promise<number>;
  } {
    const args = ['--config', scene.config, '--session', SESSION];
    const child = spawn('python3', [pty, process.execPath, program(), ...args], {
      env: scene.env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
    return {
      tell: (line) => child.stdin.write(`${line}\n`),
      shown: () => text,
      code: new Promise((done) => {
        child.once('close', () => {
          done(Number(/\nexit (\d+)\n$/.exec(text)?.[1]));
        });
      }),
    };
  }

  test('that closes, the run ends with 129 and leaves nothing', async () => {
    await using scene = investigating(BUSY, BLOCKED);
    const terminal = onTerminal(scene);
    await appears(join(scene.agent, 'busy'));
    terminal.tell('close');
    expect(await terminal.code).toBe(129);
    expect(living(scene)).toEqual([]);
    expect(scene.read('session.log')).toContain('SIGHUP');
    expect((await scene.run()).code).toBe(4);
  });

  test('Ctrl-C ends it with 130', async () => {
    await using scene = investigating(BUSY);
    const terminal = onTerminal(scene);
    await appears(join(scene.agent, 'busy'));
    terminal.tell('interrupt');
    expect(await terminal.code).toBe(130);
    expect(living(scene)).toEqual([]);
  });
});

describe('samocode killed with SIGKILL', () => {
  test('agent and grandchildren are gone within 10 s, and the next run goes on', async () => {
    await using scene = investigating(BUSY, BLOCKED);
    const running = await busy(scene);
    running.kill('SIGKILL');
    await running.ended;
    const startedMs = performance.now();
    await until(() => living(scene).length === 0, 'the agent to be gone');
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    const next = await scene.run();
    expect(next.code).toBe(4);
    expect(next.stdout).toContain('lost');
    expect(scene.prompt(2)).toContain('was lost');
    expect(scene.spawns().map((spawned) => spawned.iteration)).toEqual([4, 4]);
  });

  test('a signal the agent had left is recorded by the next run, without paying again', async () => {
    await using scene = investigating(
      [
        { begin: true },
        { signal: { status: 'continue', phase: 'investigation', summary: 'paid for' } },
        ...BUSY.slice(1),
      ],
      BLOCKED,
    );
    const running = await busy(scene);
    running.kill('SIGKILL');
    await running.ended;
    expect((await scene.command('approve')).code).toBe(2);
    expect((await scene.run()).code).toBe(4);
    expect(living(scene)).toEqual([]);
    expect(scene.rows()).toMatchObject([
      { status: 'continue', summary: 'paid for', iteration: 4 },
      { status: 'blocked', iteration: 5 },
    ]);
    expect(scene.spawns()).toHaveLength(2);
  });
});

describe('after the agent’s turn', () => {
  test('what it left running is ended, whoever holds stdout, and nobody waits for it', async () => {
    await using scene = investigating(goTo('investigation', { escape: 'escaped' }), BLOCKED);
    const startedMs = performance.now();
    const ended = await scene.run('-v');
    expect(ended.code).toBe(4);
    expect(performance.now() - startedMs).toBeLessThan(15_000);
    expect(living(scene)).toEqual([]);
    expect(ended.stdout).toContain('left-over');
  });

  test('a mark of samocode’s is in the agent’s environment, and no marker of an enclosing session', async () => {
    await using scene = investigating(BLOCKED);
    const env = {
      CLAUDECODE: '1',
      CLAUDE_CODE_ENTRYPOINT: 'cli',
      CLAUDE_CODE_OAUTH_TOKEN: 'mine',
      NOTIFY_SOCKET: '/x',
      WATCHDOG_USEC: '1',
    };
    await scene.startRun([], { env }).ended;
    const child = scene.spawns()[0]?.env ?? {};
    expect(child['CLAUDE_CODE_OAUTH_TOKEN']).toBe('mine');
    for (const name of ['CLAUDECODE', 'CLAUDE_CODE_ENTRYPOINT', 'NOTIFY_SOCKET', 'WATCHDOG_USEC'])
      expect(child).not.toHaveProperty(name);
    expect(child['SAMOCODE_RUN_ID']).toBe(scene.rows()[0]?.['run']);
  });
});
