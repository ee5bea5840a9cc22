import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Step, Turn } from '../scenario/step.ts';
import type { CliOutput, Failing } from './cli-output.ts';
import type { Context } from './context.ts';
import { work } from './demo-steps.ts';
import { overviewText } from './overview.ts';
import type { ScenarioFolder } from './scenario-folder.ts';

/** The input of a turn. */
export interface TurnParts {
  readonly cli: CliOutput;
  readonly context: Context;
  /** Absent in the demo. */
  readonly scenario?: ScenarioFolder;
}

/** The words of a script; `Step` has the value of each. */
type Words = { readonly [Word in keyof Step]-?: (value: NonNullable<Step[Word]>) => unknown };

/** A turn that ends before its last step. */
interface Exit {
  readonly exit: number;
}

/** Runs a turn to its end and returns the exit code. */
export async function runTurn(turn: Turn, parts: TurnParts): Promise<number> {
  const words = wordsOf(parts);
  let exitCode = 0;
  for (const step of turn) {
    for (const [word, value] of Object.entries(step)) {
      const act = words[word as keyof Step] as (value: unknown) => unknown;
      const came = await act(value);
      if (isFailing(came)) exitCode = tell(came);
      if (isExit(came)) return came.exit;
    }
  }
  return exitCode;
}

function wordsOf({ cli, context, scenario }: TurnParts): Words {
  let toolCalls = 0;
  let lastWords = 'ok';
  const inSession = (name: string): string => join(context.session, name);
  const leaveSignal = (value: unknown): void => {
    const path = inSession('_signal.json');
    writeFileSync(`${path}.new`, typeof value === 'string' ? value : JSON.stringify(value));
    renameSync(`${path}.new`, path);
  };
  const meeting = (): ScenarioFolder => {
    if (scenario === undefined) throw new Error('the demo has no scenario folder');
    return scenario;
  };
  const toolCall = (what: Parameters<CliOutput['toolCall']>[0]): void => {
    toolCalls += 1;
    print(cli.toolCall(what, toolCalls));
  };
  const words: Words = {
    begin: () => {
      print(cli.begin());
    },
    good: () => {
      print(cli.good(lastWords));
    },
    turn: (signal) => {
      print(cli.begin());
      leaveSignal(signal);
      print(cli.good(lastWords));
    },
    fail: (failure) => {
      const failing = cli.fail(failure);
      if (failing === undefined) throw new Error(`this CLI has no failure "${failure}"`);
      return failing;
    },
    limit: ({ seconds, unit = 's' }) => {
      const now = Date.now();
      const at = seconds === null ? undefined : Math.ceil((now + seconds * 1000) / 1000) * 1000;
      if (at !== undefined) meeting().tell('reset', at);
      return cli.limit({ at, now, unit });
    },
    window: ({ seconds, exit }) => {
      const now = Date.now();
      const at = meeting().tell('reset', Math.ceil((now + seconds * 1000) / 1000) * 1000);
      if (now >= at) return undefined;
      tell(cli.limit({ at, now, unit: 's' }));
      return { exit };
    },
    retrying: () => {
      print(cli.retrying());
    },
    tool: (command) => {
      print(cli.tool(command));
    },
    output: (result) => {
      toolCall({ tool: 'Bash', what: 'cat notes.txt', result });
    },
    say: (line) => {
      write(1, `${line}\n`);
    },
    part: (text) => {
      write(1, text);
    },
    hex: (bytes) => {
      write(1, Buffer.from(bytes, 'hex'));
    },
    err: (line) => {
      write(2, `${line}\n`);
    },
    flood: (megabytes) => {
      const block = `${'x'.repeat(199)}\n`.repeat(5000);
      for (let n = 0; n < megabytes; n += 1) write(1, block);
    },
    long: (megabytes) => {
      const block = 'y'.repeat(1_000_000);
      for (let n = 0; n < megabytes; n += 1) write(1, block);
      write(1, '\n');
    },
    signal: leaveSignal,
    overview: (phase) => {
      writeFileSync(inSession('_overview.md'), overviewText(phase));
    },
    write: (files) => {
      writeFiles(context.session, files);
    },
    work: (files) => {
      writeFiles(context.cwd, files);
    },
    commit: (message) => {
      execFileSync('git', ['add', '-A']);
      execFileSync('git', ['commit', '-q', '-m', message]);
    },
    sh: (command) => {
      execFileSync('/bin/sh', ['-c', command], {
        cwd: context.session,
        stdio: ['ignore', 'ignore', 2],
      });
    },
    demo: () => {
      const steps = work(context);
      let step = steps.next();
      for (; step.done !== true; step = steps.next()) toolCall(step.value);
      lastWords = step.value.summary;
    },
    ignore: (signal) => {
      process.removeAllListeners(signal).on(signal, () => undefined);
    },
    leave,
    tell: (event) => {
      meeting().tell(event);
    },
    await: (event) => meeting().await(event),
    sleep: (seconds) => pause(seconds * 1000),
    hang: forever,
    exit: (exit) => ({ exit }),
    die: (signal) => {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
      return forever();
    },
  };
  return words;
}

/** Lives until it is ended. */
function forever(): Promise<never> {
  return new Promise(() => setInterval(() => undefined, 2 ** 30));
}

const STUBBORN =
  "for (const s of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.on(s, () => {}); setInterval(() => {}, 2 ** 30)";

/** Leaves a stubborn process behind that holds stdout: in this group (`bare`: without a variable) or in a session of its own. */
function leave(kind: 'group' | 'session' | 'bare'): void {
  // Its mark is also on its command line: a process that drops its environment is still found.
  const mark = process.env['SAMOCODE_SIMULATION'] ?? 'samocode-simulation';
  const child = spawn(process.execPath, ['-e', STUBBORN, mark], {
    detached: kind === 'session',
    stdio: ['ignore', 'inherit', 'inherit'],
    ...(kind === 'bare' ? { env: {} } : {}),
  });
  child.unref();
}

function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

function tell({ events, stderr, exit }: Failing): number {
  print(events);
  if (stderr !== undefined) write(2, `${stderr}\n`);
  return exit;
}

function print(events: readonly object[]): void {
  for (const event of events) write(1, `${JSON.stringify(event)}\n`);
}

function write(fd: number, data: string | Uint8Array): void {
  const bytes = Buffer.from(data);
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
}

function isFailing(value: unknown): value is Failing {
  return typeof value === 'object' && value !== null && 'events' in value;
}

function isExit(value: unknown): value is Exit {
  return typeof value === 'object' && value !== null && 'exit' in value && !('events' in value);
}
