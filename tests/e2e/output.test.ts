import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { describe, expect, test } from 'vitest';
import { appears, openScene, type Scene } from '../support/program.ts';
import { type Turn, turn } from '../support/program-agent.ts';

const BLOCKED = turn({ status: 'blocked', reason: 'enough' });

function investigating(...turns: readonly Turn[]): Scene {
  const scene = openScene({ phases: { investigation: turns } });
  scene.begin('investigation');
  return scene;
}

function logOf(scene: Scene): string {
  const logs = join(scene.folder(), '_logs');
  return join(logs, readdirSync(logs).find((name) => name.endsWith('.jsonl')) ?? '');
}

/** The most memory the process ever had, in MB. */
function peakMb(pid: number): number {
  return (
    Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
  );
}

test('of 200 MB, a line of 64 MB and invalid UTF-8 the log has every byte, and memory stays flat', async () => {
  await using scene = investigating([
    ...[{ flood: 200 }, { long: 64 }, { hex: 'ff fe 80 0a 22 c3 28 0a'.replaceAll(' ', '') }],
    ...[{ touch: 'busy' }, { wait: 'go' }, ...BLOCKED],
  ]);
  const running = scene.startRun(['-v']);
  await appears(join(scene.agent, 'busy'));
  const early = peakMb(running.pid);
  writeFileSync(join(scene.agent, 'go'), '');
  expect((await running.ended).code).toBe(4);
  expect(early).toBeLessThan(200);
  expect(scene.rows()).toMatchObject([
    { status: 'blocked', reason: 'enough', attempts: 1, costUsd: 0.01 },
  ]);

  const hash = createHash('sha256');
  const block = `${'x'.repeat(199)}\n`.repeat(5000);
  for (let n = 0; n < 200; n += 1) hash.update(block);
  const piece = 'y'.repeat(1_000_000);
  for (let n = 0; n < 64; n += 1) hash.update(piece);
  hash.update('\n').update(Buffer.from('fffe800a22c3280a', 'hex'));
  const log = logOf(scene);
  const size = 200 * block.length + 64 * piece.length + 1 + 8;
  const head = createHash('sha256');
  await pipeline(createReadStream(log, { end: size - 1 }), head);
  expect(head.digest('hex')).toBe(hash.digest('hex'));
  const tail = readFileSync(log).subarray(size).toString().trimEnd().split('\n');
  expect(tail.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual([
    'system',
    'result',
  ]);
}, 60_000);

test('a log over SAMOCODE_MAX_LOG ends the attempt with that reason', async () => {
  await using scene = investigating([{ begin: true }, { flood: 20 }, { stay: true }], BLOCKED);
  const ended = await scene.startRun([], { env: { SAMOCODE_MAX_LOG: '1M' } }).ended;
  expect(ended.code).toBe(4);
  expect(ended.stdout).toContain('SAMOCODE_MAX_LOG');
  expect(scene.spawns()).toHaveLength(2);
});

test('keeps stderr next to the log, and no file if there was none', async () => {
  await using scene = investigating([{ err: 'mind the gap' }, ...BLOCKED]);
  expect((await scene.run()).code).toBe(4);
  expect(readFileSync(logOf(scene).replace(/\.jsonl$/, '.stderr.txt'), 'utf8')).toBe(
    'mind the gap\n',
  );
  await using quiet = investigating(BLOCKED);
  await quiet.run();
  expect(
    readdirSync(join(quiet.folder(), '_logs')).filter((name) => name.includes('stderr')),
  ).toEqual([]);
});

describe('a console that fails stops nothing', () => {
  const RETRIES: Turn = [
    { begin: true },
    { sh: 'exit 0' },
    ...Array.from({ length: 20_000 }, (_, n) => ({
      say: JSON.stringify({
        type: 'system',
        subtype: 'api_retry',
        attempt: n,
        max_retries: 9,
        error: 'x'.repeat(100),
      }),
    })),
    ...BLOCKED.slice(1),
  ];

  test('a pipe that is closed after the first line', async () => {
    await using scene = investigating(RETRIES);
    const line = `"$@" | head -1; exit "\${PIPESTATUS[0]}"`;
    const ended = await scene.startRun(['-v'], { wrapper: ['bash', '-c', line, 'bash'] }).ended;
    expect(ended.code).toBe(4);
    expect(ended.stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(ended.stderr).toBe('');
  });

  test('a pipe that nobody reads', async () => {
    await using scene = investigating(RETRIES);
    const running = scene.startRun(['-v'], { unread: true });
    expect((await running.ended).code).toBe(4);
    expect(scene.rows()).toHaveLength(1);
  });

  test.each(['>&-', '>/dev/full', '>&- 2>&- <&-'])('stdout as %s', async (where) => {
    await using scene = investigating(BLOCKED);
    const wrapper = ['sh', '-c', `exec "$@" ${where}`, 'sh'];
    expect((await scene.startRun(['-v'], { wrapper }).ended).code).toBe(4);
    expect(scene.rows()).toHaveLength(1);
  });
});

test('a command whose output does not fit on the disk has not succeeded', async () => {
  await using scene = investigating(BLOCKED);
  await scene.startRun([]).ended;
  const wrapper = ['sh', '-c', 'exec "$@" >/dev/full', 'sh'];
  const place = ['--config', scene.config, '--session', 'it'];
  const ended = await scene.exec(['status', '--json', ...place], { wrapper });
  expect(ended.code).toBe(74);
  expect(ended.stderr).toContain('not complete: the disk is full');
});

describe('under cron', () => {
  const cron = (scene: Scene) => ({
    cwd: '/',
    env: {
      ...Object.fromEntries(Object.keys(scene.env).map((name) => [name, undefined])),
      PATH: '/usr/bin:/bin',
      HOME: scene.home,
      FAKE_AGENT: scene.agent,
    },
  });

  test('an almost empty environment is enough, with the settings in .env', async () => {
    await using scene = investigating(BLOCKED);
    writeFileSync(
      join(scene.root, '.env'),
      `CLAUDE_PATH=${scene.env['CLAUDE_PATH'] ?? ''}\nANTHROPIC_API_KEY=k\n`,
    );
    const ended = await scene.startRun([], cron(scene)).ended;
    expect(ended, ended.stderr).toMatchObject({ code: 4 });
    expect(scene.spawns()[0]?.env['ANTHROPIC_API_KEY']).toBe('k');
  });

  test('a tick that may not spawn is one line', async () => {
    await using scene = investigating(BLOCKED);
    writeFileSync(join(scene.root, '.env'), `CLAUDE_PATH=${scene.env['CLAUDE_PATH'] ?? ''}\n`);
    await scene.startRun([], cron(scene)).ended;
    const tick = await scene.startRun([], cron(scene)).ended;
    expect(tick.code).toBe(4);
    const lines = (tick.stdout + tick.stderr).trimEnd().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/it: blocked .*enough/);
  });

  test('with --stamp each line of a run and of a tick has its date and the session', async () => {
    await using scene = investigating(BLOCKED);
    writeFileSync(join(scene.root, '.env'), `CLAUDE_PATH=${scene.env['CLAUDE_PATH'] ?? ''}\n`);
    for (const least of [4, 1]) {
      const { stdout, stderr } = await scene.startRun(['--stamp'], cron(scene)).ended;
      const lines = (stdout + stderr).trimEnd().split('\n');
      expect(lines.length).toBeGreaterThanOrEqual(least);
      for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d it: /);
    }
  });

  test('two ticks at once: the second is one line, too', async () => {
    await using scene = investigating([{ touch: 'busy' }, { wait: 'go' }, ...BLOCKED]);
    const running = scene.startRun();
    await appears(join(scene.agent, 'busy'));
    const tick = await scene.startRun().ended;
    writeFileSync(join(scene.agent, 'go'), '');
    expect(tick.code).toBe(6);
    expect(tick.stdout).toBe('');
    expect(tick.stderr).toMatch(/^samocode: another run holds this session: pid \d+ .*\n$/);
    expect((await running.ended).code).toBe(4);
  });
});

test('a bearer token is not called the subscription: in the first line, in status and in the report', async () => {
  await using scene = openScene({ spawns: [turn({ status: 'blocked', reason: 'enough' })] });
  const env = { ANTHROPIC_AUTH_TOKEN: 'token' };
  const payer = 'paid by a bearer token (ANTHROPIC_AUTH_TOKEN), not the subscription';
  const { stdout } = await scene.startRun([], { env }).ended;
  expect(stdout.split('\n')[0]).toContain(payer);
  expect((await scene.command('status')).stdout).toMatch(/^paid by +a bearer token/m);
  expect((await scene.command('report')).stdout).toContain('a bearer token');
  expect(await scene.status()).toMatchObject({ billing: 'ANTHROPIC_AUTH_TOKEN' });
});
