import { closeSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import { OWN_END } from './execa-options.ts';

/** How a program is started for a person who looks on from outside. */
export interface ProgramStart {
  readonly cwd: string;
  /** The complete environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly stdoutPath: string;
  readonly stderrPath: string;
  /** Instead of the file: a pipe whose reader has gone, or never reads. */
  readonly stdout?: 'closed' | 'unread' | undefined;
  /** In a process group of its own, with its output behind what the files have. */
  readonly isApart?: boolean;
}

/** A program that runs, or ran. */
export interface Program {
  readonly pid: number;
  /** Its exit code, or the signal it died of; -1 when it could not be started. */
  readonly ended: Promise<number | string>;
  signal(name: NodeJS.Signals): void;
}

/** Starts a program with no input and its output in files; the caller has to end it. */
export async function startProgram(
  [file = '', ...args]: readonly string[],
  { cwd, env, stdoutPath, stderrPath, stdout, isApart = false }: ProgramStart,
): Promise<Program> {
  const { execa } = await import('execa');
  const flags = isApart ? 'a' : 'w';
  const [out, err] = [openSync(stdoutPath, flags), openSync(stderrPath, flags)];
  // execa hands every descriptor on to Node; its types name only some of them.
  const stdio = ['ignore', stdout === undefined ? out : 'pipe', err] as ['ignore', 1 | 'pipe', 2];
  const child = execa(file, args, { ...OWN_END, cwd, env, stdio, detached: isApart });
  closeSync(out);
  closeSync(err);
  // Without a reader of ours execa would read a pipe itself.
  child.stdout?.pause();
  if (stdout === 'closed') child.stdout?.destroy();
  let isOver = false;
  const ended = new Promise<number | string>((resolve) => {
    if (child.pid === undefined) resolve(-1);
    child.once('exit', (code, signal) => {
      isOver = true;
      // An unread pipe would delay the event for its end, and us with it.
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
