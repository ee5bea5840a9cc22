import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lives } from '../support/program.ts';
import { pidsIn, plainPlace } from './killer.ts';
import { noted, type Scene } from './scene.ts';

/** All that matters of a session at a point of rest, without what differs from run to run. */
export interface Outcome {
  readonly rows: readonly unknown[];
  readonly overview: string | undefined;
  readonly questions: string | undefined;
  readonly state: unknown;
  /** Names in the session, in `.run`, and of the worktrees. */
  readonly files: readonly string[];
}

/**
 * What is known of the attempt itself is lost with it: its cost, its model, how many there were. The
 * configuration's hash holds the scene's path.
 */
const OF_THE_RUN = new Set([
  ...['timestamp', 'entered', 'run', 'log', 'config', 'resumeAt', 'facts'],
  ...['attempts', 'durationMs', 'usage', 'costUsd', 'agentSession', 'model', 'billing'],
]);

export function outcomeOf(scene: Scene): Outcome {
  const folder = scene.folder() ?? join(scene.root, 'sessions/none');
  const read = (name: string): string | undefined =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : undefined;
  const list = (path: string, prefix: string): readonly string[] =>
    existsSync(path) ? readdirSync(path).map((name) => `${prefix}${plainPlace(name)}`) : [];
  const rows = (read('_signal_history.jsonl') ?? '').split('\n').filter(Boolean);
  return {
    rows: rows.flatMap((line) => withoutRunFacts(line, scene.root)),
    overview: read('_overview.md'),
    questions: read('_qa.md'),
    state: lastObject(read('.run/state.json') ?? ''),
    files: [
      ...list(folder, ''),
      ...list(join(folder, '.run'), '.run/'),
      ...list(join(folder, '.run/given'), '.run/given/'),
      ...list(join(scene.root, 'worktrees'), 'worktrees/'),
    ].sort(),
  };
}

/** Of a file of lines, of which the last whole one counts. */
function lastObject(text: string): unknown {
  for (const line of text.split('\n').reverse()) {
    try {
      return JSON.parse(line);
    } catch {
      // Empty, or cut.
    }
  }
  return undefined;
}

/** None of a line that was cut: it is skipped by whoever reads. */
function withoutRunFacts(line: string, root: string): readonly unknown[] {
  try {
    const row = JSON.parse(line.replaceAll(root, '')) as Record<string, unknown>;
    // Killed between `_qa.md` and its row, the answers of --gates auto look as if written by hand.
    if (row['status'] === 'answered' && row['by'] === 'auto') row['by'] = 'file';
    // A time, and a hash over times.
    row['progress'] = { ...(row['progress'] as object | null), since: 0, content: '' };
    return [Object.fromEntries(Object.entries(row).filter(([name]) => !OF_THE_RUN.has(name)))];
  } catch {
    return [];
  }
}

/** A watchdog looks three times, a tenth of a second apart, before it goes. */
const PATIENCE_MS = 10_000;

/** What nobody may find in a session after a kill and another run; empty when all is well. */
export async function faultsOf(scene: Scene, logs: readonly string[]): Promise<readonly string[]> {
  const deadline = performance.now() + PATIENCE_MS;
  while (orphansOf(scene, logs).length > 0 && performance.now() < deadline)
    await new Promise((next) => setTimeout(next, 20));
  const signals = noted(scene, 'signals');
  const thrownAway = signals.filter((signal, at) => signals.indexOf(signal) !== at);
  return [
    ...thrownAway.map((signal) => `a signal was paid for and thrown away: ${signal}`),
    ...orphansOf(scene, logs).map((pid) => `process ${pid} was left behind`),
  ];
}

/** Watchdogs, agents and git: by the pids of the log, and by what carries the scene in its environment. */
export function orphansOf(scene: Scene, logs: readonly string[]): readonly number[] {
  const spawned = logs.flatMap((log) => pidsIn(scene.logOf(log))).filter(lives);
  const marked = readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && isOfScene(name, scene),
  );
  return [...new Set([...spawned, ...marked.map(Number)])];
}

function isOfScene(pid: string, scene: Scene): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`KILLS=${scene.root}/agent\0`);
  } catch {
    return false; // It has gone.
  }
}
