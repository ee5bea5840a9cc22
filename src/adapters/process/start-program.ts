import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { constants } from 'node:os';

/** How a program is started for a person who looks on from outside. */
export interface ProgramStart {
  readonly cwd: string;
  /** The complete environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly stdoutPath: string;
  readonly stderrPath: string;
  /** Instead of the file: a pipe whose reader has gone, or never reads. */
  readonly stdout?: 'closed' | 'unread' | undefined;
}

/** A program that runs, or ran. */
export interface Program {
  readonly pid: number;
  /** Its exit code, or the signal it died of; -1 when it could not be started. */
  readonly ended: Promise<number | string>;
  signal(name: NodeJS.Signals): void;
}

/** Starts a program with no input and its output in files; whoever starts it has to end it. */
export function startProgram(
  [file = '', ...args]: readonly string[],
  { cwd, env, stdoutPath, stderrPath, stdout }: ProgramStart,
): Program {
  const [out, err] = [openSync(stdoutPath, 'w'), openSync(stderrPath, 'w')];
  const child = spawn(file, args, {
    cwd,
    env: { ...env },
    stdio: ['ignore', stdout === undefined ? out : 'pipe', err],
  });
  closeSync(out);
  closeSync(err);
  if (stdout === 'closed') child.stdout?.destroy();
  let isOver = false;
  const ended = new Promise<number | string>((resolve) => {
    child.once('error', () => {
      resolve(-1);
    });
    child.once('exit', (code, signal) => {
      isOver = true;
      // A pipe that nobody reads would hold the event for its end, and us with it.
      child.stdout?.destroy();
      resolve(code ?? signal ?? -1);
    });
  });
  return {
    pid: child.pid ?? 0,
    ended,
    signal: (name) => {
      if (!isOver && name in constants.signals) child.kill(name);
    },
  };
}
