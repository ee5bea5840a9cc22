import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, existsSync, openSync } from 'node:fs';
import type { ChildIdentity, ProcessTask } from '../../app/ports/process.ts';
import { MARK_NAME, type ProcessTable } from './process-table.ts';

const { O_APPEND, O_CREAT, O_EXCL, O_WRONLY } = constants;

/** How a child left; both undefined when it could not even be killed. */
export interface ExitStatus {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
}

/** A child that lives, or why there is none. */
export type Spawned =
  | {
      readonly kind: 'started';
      readonly child: ChildIdentity;
      /** Its `exit` event, never the end of a pipe. */
      readonly exit: Promise<ExitStatus>;
    }
  | { readonly kind: 'not-started'; readonly reason: string };

/** Starts the program in a session of its own with files for its stdio; throws when those cannot be opened. */
export const spawnChild = async (task: ProcessTask, table: ProcessTable): Promise<Spawned> => {
  const descriptors: number[] = [];
  const open = (path: string, flags: number): number => {
    const descriptor = openSync(path, flags, 0o600);
    descriptors.push(descriptor);
    return descriptor;
  };
  try {
    const stdin = open(task.stdinPath, constants.O_RDONLY);
    const stdout = open(task.stdoutPath, O_CREAT | O_EXCL | O_WRONLY | O_APPEND);
    const stderr = open(task.stderrPath, O_CREAT | O_EXCL | O_WRONLY | O_APPEND);
    return await start(task, [stdin, stdout, stderr], table);
  } finally {
    descriptors.forEach(closeSync);
  }
};

const start = async (
  { command, runId }: ProcessTask,
  stdio: readonly number[],
  table: ProcessTable,
): Promise<Spawned> => {
  let running: ChildProcess;
  try {
    running = spawn(command.file, command.args, {
      cwd: command.cwd,
      env: { ...command.env, [MARK_NAME]: runId },
      stdio: [...stdio],
      detached: true,
    });
  } catch (error) {
    // What the system refuses at once: too many arguments, say.
    return { kind: 'not-started', reason: reasonOf(error, command.cwd) };
  }
  const { pid } = running;
  if (pid === undefined) {
    const [error] = (await once(running, 'error')) as readonly unknown[];
    return { kind: 'not-started', reason: reasonOf(error, command.cwd) };
  }
  const exit = new Promise<ExitStatus>((resolve) => {
    running.once('exit', (exitCode, signal) => {
      resolve({ exitCode: exitCode ?? undefined, signal: signal ?? undefined });
    });
  });
  return { kind: 'started', child: { pid, startTime: table.startTime(pid) }, exit };
};

/** The system says ENOENT for a missing folder as for a missing program, and Node names the program. */
const reasonOf = (error: unknown, cwd: string): string => {
  if (!existsSync(cwd)) return `its working folder is not there: ${cwd}`;
  return error instanceof Error ? error.message : String(error);
};
