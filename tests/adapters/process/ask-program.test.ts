import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { askProgram } from '../../../src/adapters/process/ask-program.ts';
import { openProcessRoom } from '../../../src/adapters/process/process-room.ts';
import { NEVER } from '../../../src/app/ports/repository.ts';
import { lives } from './test-process.ts';

const PATH = process.env['PATH'] ?? '';

let temporary = '';
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'samocode-asked-'));
  vi.stubEnv('TMPDIR', temporary);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(temporary, { recursive: true });
});

/** Asks a shell script; it is answered by a line with "id". */
async function ask(script: string, timeoutMs = 20_000) {
  const room = openProcessRoom(process.platform);
  onTestFinished(() => room[Symbol.asyncDispose]());
  const lines: string[] = [];
  const end = await askProgram(room, {
    command: { file: '/bin/sh', args: ['-c', script], cwd: '/', env: { PATH } },
    ...{ runId: `ask-${process.pid}`, input: 'one\ntwo\n', marks: ['"id"'], timeoutMs },
    ...{ stop: NEVER.stop, kill: NEVER.kill },
    onLine: (line) => {
      lines.push(line);
      return line.includes('answer') ? 'finished' : undefined;
    },
  });
  return { end, lines, left: readdirSync(temporary) };
}

describe('a program that is asked', () => {
  test('reads the whole input, whose end does not come, and is ended after its answer', async () => {
    const asked = await ask(
      'read a; read b; echo "{\\"id\\":\\"answer $a $b\\"}"; read c && exit 3; exit 4',
    );
    expect(asked.lines).toEqual(['{"id":"answer one two"}']);
    expect(asked.end).toMatchObject({ cause: 'lingered', signal: 'SIGTERM' });
    expect(asked.left).toEqual([]);
  });

  test('ends by itself where it does not read', async () => {
    const { end, lines } = await ask('echo no such command >&2; exit 2');
    expect(end).toMatchObject({ cause: 'exited', exitCode: 2, stderrTail: 'no such command\n' });
    expect(lines).toEqual([]);
  });

  test('is ended at its limit, with what it started in another session', async () => {
    const script = `trap '' TERM; setsid sh -c 'echo "{\\"id\\":$$}"; exec sleep 600'; sleep 600`;
    const { end, lines, left } = await ask(script, 400);
    expect(end).toMatchObject({ cause: 'timeout' });
    const pid = Number(/\d+/.exec(lines[0] ?? '')?.[0]);
    expect(pid).toBeGreaterThan(1);
    expect(lives(pid)).toBe(false);
    expect(left).toEqual([]);
  });

  test('that is not there is an end like any other', async () => {
    const room = openProcessRoom(process.platform);
    const end = await askProgram(room, {
      command: { file: '/nowhere/codex', args: [], cwd: '/', env: { PATH } },
      ...{ runId: 'ask', input: 'x', marks: [], timeoutMs: 5000 },
      ...{ stop: NEVER.stop, kill: NEVER.kill, onLine: () => undefined },
    });
    await room[Symbol.asyncDispose]();
    expect(end.cause).toBe('not-started');
  });
});
