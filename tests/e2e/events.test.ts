import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkLines } from '../support/printed.ts';
import { openScene, type Scene } from '../support/program.ts';
import { goTo, type Turn, turn } from '../support/program-agent.ts';

const BLOCKED = turn({ status: 'blocked', reason: 'enough; "$(touch hacked)" \u001b[31m' });

function investigating(...turns: readonly Turn[]): Scene {
  const scene = openScene({ phases: { investigation: turns } });
  scene.begin('investigation');
  return scene;
}

const fileOf = (scene: Scene): string => join(scene.root, 'events.jsonl');

/** Appends each event to a file. */
function keeps(scene: Scene): Readonly<Record<string, string>> {
  return { SAMOCODE_ON_EVENT: `cat >> '${fileOf(scene)}'` };
}

function eventsOf(scene: Scene): readonly Readonly<Record<string, unknown>>[] {
  if (!existsSync(fileOf(scene))) return [];
  const text = readFileSync(fileOf(scene), 'utf8');
  checkLines('event', text);
  const lines = text.trimEnd().split('\n');
  const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  // tests/e2e/checkpoints.test.ts is about those.
  return events.filter(({ event }) => event !== 'checkpoint');
}

const kindsOf = (scene: Scene): readonly unknown[] => eventsOf(scene).map(({ event }) => event);

describe('SAMOCODE_ON_EVENT', () => {
  test('the command gets each event once, as a line of JSON on its standard input', async () => {
    await using scene = investigating(BLOCKED, BLOCKED);
    const env = keeps(scene);
    expect((await scene.startRun([], { env }).ended).code).toBe(4);
    // A later tick finds the session blocked as before.
    expect((await scene.startRun([], { env }).ended).code).toBe(4);
    expect(eventsOf(scene)).toMatchObject([
      {
        event: 'blocked',
        session: expect.any(String) as string,
        phase: 'investigation',
        iteration: 4,
        text: expect.stringContaining('enough; "$(touch hacked)" ') as string,
        path: scene.folder(),
      },
    ]);
    expect(String(eventsOf(scene)[0]?.['text'])).not.toContain('\u001b');

    expect((await scene.command('resume')).code).toBe(0);
    expect((await scene.startRun([], { env }).ended).code).toBe(4);
    expect(kindsOf(scene)).toEqual(['blocked', 'resumed', 'blocked']);
  });

  test('a session that never rested tells of no event before its end', async () => {
    await using scene = investigating(goTo('investigation'), BLOCKED);
    expect((await scene.startRun([], { env: keeps(scene) }).ended).code).toBe(4);
    expect(kindsOf(scene)).toEqual(['blocked']);
  });

  test('the command runs where .samocode is, without the secrets of samocode', async () => {
    await using scene = investigating(BLOCKED);
    const env = {
      SAMOCODE_ON_EVENT: `{ pwd; env; } > '${fileOf(scene)}'`,
      TELEGRAM_BOT_TOKEN: '1:secret',
      TELEGRAM_CHAT_ID: '1',
      TELEGRAM_API_URL: 'http://127.0.0.1:9',
    };
    expect((await scene.startRun([], { env }).ended).code).toBe(4);
    const said = readFileSync(fileOf(scene), 'utf8');
    expect(said.split('\n')[0]).toBe(scene.root);
    expect(said).toMatch(/^PATH=/m);
    expect(said).not.toContain('secret');
  });

  test.each([
    ['fails', 'echo no route >&2; exit 7', 'SAMOCODE_ON_EVENT: the command failed: no route'],
    ['reads nothing', 'exec <&-', undefined],
  ])('a command that %s does not change how the run ends', async (_, command, warning) => {
    await using scene = investigating(BLOCKED);
    const ended = await scene.startRun([], { env: { SAMOCODE_ON_EVENT: command } }).ended;
    expect(ended.code).toBe(4);
    if (warning !== undefined) expect(ended.stdout + ended.stderr).toContain(warning);
    expect(ended.stdout).toContain('blocked');
  });

  test('a signal ends a command that hangs, with what it started', async () => {
    await using scene = investigating(BLOCKED);
    const pid = join(scene.root, 'pid');
    const command = `sleep 600 & echo $! > '${pid}.new'; mv '${pid}.new' '${pid}'; sleep 600`;
    const running = scene.startRun([], { env: { SAMOCODE_ON_EVENT: command } });
    await expect.poll(() => existsSync(pid), { timeout: 20_000 }).toBe(true);
    running.kill('SIGTERM');
    await running.ended;
    const child = Number(readFileSync(pid, 'utf8'));
    await expect.poll(() => isAlive(child), { timeout: 10_000 }).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
