import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { programArgs, type Scene, until } from './program.ts';
import { openTerminal, type TerminalScreen } from './terminal-screen.ts';

const PTY = resolve(import.meta.dirname, '../fixtures/bin/program-pty.py');

interface TerminalOptions {
  readonly columns?: number;
  /** On top of the scene's. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The built program on a terminal. */
export interface OnTerminal extends AsyncDisposable {
  readonly screen: TerminalScreen;
  /** Resizes it, or types, or interrupts. */
  tell(line: string): void;
  shows(what: RegExp): Promise<void>;
  readonly code: Promise<number>;
}

/** Starts the program with these arguments on a terminal of 24 rows, 80 columns unless said otherwise. */
export function startOnTerminal(
  scene: Pick<Scene, 'env'>,
  args: readonly string[],
  { columns = 80, env = {} }: TerminalOptions = {},
): OnTerminal {
  const pty = [PTY, '--columns', String(columns), ...programArgs(), ...args];
  const child = spawn('python3', pty, {
    env: { ...scene.env, TERM: 'xterm-256color', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const screen = openTerminal(columns);
  let end = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const [shown = '', code] = text.split(/\nexit (?=\d+\n$)/);
    screen.write(shown);
    end = code ?? end;
  });
  const code = new Promise<number>((done) => {
    child.once('close', () => {
      done(Number(end));
    });
  });
  return {
    screen,
    tell: (line) => child.stdin.write(`${line}\n`),
    shows: async (what) => {
      const shown = (): boolean => screen.lines().some((line) => what.test(line));
      await until(shown, `the terminal to show ${String(what)}`).catch((error: unknown) => {
        throw new Error(`it shows:\n${screen.lines().join('\n')}`, { cause: error });
      });
    },
    code,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null) child.kill('SIGKILL');
      await code;
    },
  };
}
