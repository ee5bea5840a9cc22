import { closeSync, constants, existsSync, openSync } from 'node:fs';
import type { Writable } from 'node:stream';
import type { execa } from 'execa';
import type { ChildIdentity, ProcessTask } from '../../../app/ports/process.ts';
import { errorMessage } from '../../../domain/text/error-code.ts';
import { OWN_END } from '../execa-options.ts';
import { MARK_NAME, type ProcessTable } from '../table/process-table.ts';

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

/** The tools that start a child. */
export interface SpawnTools {
  /** Loaded before, so that nothing comes between the watchdog's guard and the spawn. */
  readonly execa: typeof execa;
  readonly table: ProcessTable;
}

/** Starts the program in a session of its own with files for its stdio; throws when those cannot be opened. */
export const spawnChild = async (task: ProcessTask, tools: SpawnTools): Promise<Spawned> => {
  const descriptors: number[] = [];
  const open = (path: string, flags: number): number => {
    const descriptor = openSync(path, flags, 0o600);
    descriptors.push(descriptor);
    return descriptor;
  };
  try {
    const stdin = task.input === undefined ? open(task.stdinPath, constants.O_RDONLY) : 'pipe';
    const stdout = open(task.stdoutPath, O_CREAT | O_EXCL | O_WRONLY | O_APPEND);
    const stderr = open(task.stderrPath, O_CREAT | O_EXCL | O_WRONLY | O_APPEND);
    return await start(task, [stdin, stdout, stderr], tools);
  } finally {
    descriptors.forEach(closeSync);
  }
};

type Stdio = [stdin: number | 'pipe', stdout: number, stderr: number];

const start = async (
  task: ProcessTask,
  stdio: Stdio,
  { execa, table }: SpawnTools,
): Promise<Spawned> => {
  const { cwd } = task.command;
  let running: ReturnType<typeof spawnWith>;
  try {
    running = spawnWith(execa, task, stdio);
  } catch (error) {
    // What execa refuses itself: an argument with a null byte.
    return notStarted(errorMessage(error), cwd);
  }
  const { pid } = running;
  if (pid === undefined) return notStarted((await running).originalMessage ?? '', cwd);
  writeInput(running.stdin, task.input);
  const exit = new Promise<ExitStatus>((resolve) => {
    running.once('exit', (exitCode, signal) => {
      resolve({ exitCode: exitCode ?? undefined, signal: signal ?? undefined });
    });
  });
  return { kind: 'started', child: { pid, startTime: table.startTime(pid) }, exit };
};

/** The pipe closes with the child, or with us. */
const writeInput = (stdin: Writable | null, input: string | undefined): void => {
  if (stdin === null || input === undefined) return;
  // A child that reads nothing makes the write fail.
  stdin.on('error', () => undefined);
  stdin.write(input);
};

const spawnWith = (run: typeof execa, { command, runId }: ProcessTask, stdio: Stdio) => {
  const { file, args, cwd } = command;
  const env = { ...command.env, [MARK_NAME]: runId };
  // execa hands every descriptor on to Node; its types name only some of them.
  const files = stdio as [0 | 'pipe', 1, 2];
  return run(file, args, { ...OWN_END, cwd, env, stdio: files, detached: true });
};

/** The system says ENOENT for a missing folder as for a missing program, and Node names the program. */
const notStarted = (reason: string, cwd: string): Spawned => ({
  kind: 'not-started',
  reason: existsSync(cwd) ? reason : `its working folder is not there: ${cwd}`,
});
