import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { observe, shapesOf } from './observed.ts';

/** One start of a program as samocode does it: prompt and output are files, its own group. */
export interface CliStart {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** The file that is opened as its stdin. */
  readonly promptFile: string;
  /** A folder for stdout.jsonl and stderr.txt. */
  readonly logDir: string;
}

const Event = z.looseObject({ type: z.string() });
type CliEvent = z.infer<typeof Event>;

export interface CliRun {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly events: readonly CliEvent[];
  readonly stderr: string;
  readonly durationMs: number;
}

/** Runs a program to its end. */
export async function runCli(start: CliStart): Promise<CliRun> {
  const stdoutFile = path.join(start.logDir, 'stdout.jsonl');
  const stderrFile = path.join(start.logDir, 'stderr.txt');
  const descriptors = [
    openSync(start.promptFile, 'r'),
    openSync(stdoutFile, 'w'),
    openSync(stderrFile, 'w'),
  ];
  const startedAt = performance.now();
  const child = spawn(start.file, [...start.args], {
    cwd: start.cwd,
    env: start.env,
    detached: true,
    stdio: descriptors,
  });
  for (const descriptor of descriptors) closeSync(descriptor);
  await once(child, 'exit');
  const events = eventsOf(readFileSync(stdoutFile, 'utf8'));
  observe({
    cli: path.basename(start.file),
    exits: [String(child.exitCode ?? child.signalCode)],
    events: shapesOf(events),
  });
  return {
    exitCode: child.exitCode,
    signal: child.signalCode,
    events,
    stderr: readFileSync(stderrFile, 'utf8'),
    durationMs: performance.now() - startedAt,
  };
}

/** The events of a log; a line that is none is a failure. */
function eventsOf(log: string): readonly CliEvent[] {
  return log
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Event.parse(JSON.parse(line)));
}
