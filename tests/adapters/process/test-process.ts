import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openProcessRoom } from '../../../src/adapters/process/process-room.ts';
import { type ChildIdentity, type ProcessTask } from '../../../src/app/ports/process.ts';
import { NEVER } from '../../../src/app/ports/repository.ts';

/**
 * For /bin/sh, `$0` a file for the pid: once the child has the limit of its run, starts a daemon that lost the mark, its
 * parent and the leader of its session.
 */
export const DAEMON = `
while grep -q '^Max file locks *unlimited' /proc/self/limits; do sleep 0.01; done
env -i /usr/bin/setsid /bin/sh -c '/bin/sleep 600 & echo $! > "$0.new"; /bin/mv "$0.new" "$0"' "$0"
`;
/** util-linux gives the limit. */
export const HAS_PRLIMIT = existsSync('/usr/bin/prlimit');

export const PLAY = join(import.meta.dirname, '../../fixtures/bin/play.js');

/** A folder and a room for one test, and a task that plays `script`. */
export const openStage = (platform: NodeJS.Platform = process.platform) => {
  const folder = mkdtempSync(join(tmpdir(), 'samocode-room-'));
  const room = openProcessRoom(platform);
  onTestFinished(async () => {
    await room[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });
  const file = (name: string) => join(folder, name);
  writeFileSync(file('stdin'), 'the prompt');

  const task = (script: readonly string[], changes: Partial<ProcessTask> = {}): ProcessTask => ({
    command: {
      file: process.execPath,
      args: [PLAY, ...script],
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '' },
    },
    runId: randomUUID(),
    stdinPath: file('stdin'),
    stdoutPath: file('stdout'),
    stderrPath: file('stderr'),
    stopSignal: 'SIGTERM',
    graceMs: 5000,
    dullHeads: [],
    lifeFolders: [],
    idleTimeoutMs: undefined,
    lookMs: 30_000,
    onQuiet: undefined,
    timeoutMs: 60_000,
    lingerMs: 60_000,
    maxLogBytes: 1e12,
    minFreeBytes: 0,
    verdictMarks: ['"result"'],
    activityMarks: ['"assistant"'],
    onLine: () => undefined,
    onStart: () => undefined,
    ...NEVER,
    ...changes,
  });
  return {
    room,
    task,
    file,
    stdout: () => readFileSync(file('stdout')),
    stderr: () => readFileSync(file('stderr'), 'utf8'),
    pidIn: (name: string) => Number(readFileSync(file(name), 'utf8')),
  };
};

/** Whether a process with this pid is there and no zombie. */
export const lives = (pid: number): boolean => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
};

/** Resolves when `isSo`; looks often, and leaves the limit to the test's own. */
export const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
};

export const identityOf = (pid: number): ChildIdentity => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return { pid, startTime: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '' };
};
