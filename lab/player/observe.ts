import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Expectation } from '../scenario/expect.ts';
import type { Observed } from '../scenario/verdict.ts';
import type { Project } from './project.ts';

/** The files on the disk after all acts. */
export type Traces = Pick<
  Observed,
  'spawns' | 'asks' | 'events' | 'rows' | 'output' | 'prompts' | 'files'
> & {
  /** The ids of the runs that spawned. */
  readonly runs: readonly string[];
};

/** Reads the files that the runs and the agents left; broken lines of the history count as text. */
export function readTraces(project: Project, expect: Expectation): Traces {
  const notes = filesOf(join(project.scenarioFolder, 'spawns'))
    .sort(([one], [other]) => Number.parseInt(one, 10) - Number.parseInt(other, 10))
    .map(([, text]) => json(text));
  const session = sessionFolder(project);
  const inSession = (name: string): string | null =>
    session === undefined ? null : read(join(session, name));
  return {
    spawns: notes.map((note) => Number(field(note, 'at'))),
    runs: [...new Set(notes.map((note) => String(field(note, 'run'))))],
    asks: filesOf(join(project.scenarioFolder, 'asks')).length,
    events: Object.fromEntries(
      filesOf(join(project.scenarioFolder, 'events')).map(([name, text]) => [name, Number(text)]),
    ),
    rows: (inSession('_signal_history.jsonl') ?? '')
      .split('\n')
      .filter((line) => line !== '')
      .map(json),
    output: filesOf(join(project.folder, 'out'))
      .map(([, text]) => text)
      .join('\n'),
    prompts: Object.fromEntries(
      filesOf(join(project.scenarioFolder, 'prompts')).map(([name, text]) => [
        name.replace('.md', ''),
        text,
      ]),
    ),
    files: Object.fromEntries(
      Object.keys(expect.files ?? {}).map((name) => [name, inSession(name)]),
    ),
  };
}

/** A new session's folder has a date before its name. */
function sessionFolder(project: Project): string | undefined {
  if (existsSync(project.session())) return project.session();
  const name = readdirSync(project.sessions).find((one) => one.endsWith('-it'));
  return name === undefined ? undefined : join(project.sessions, name);
}

function filesOf(folder: string): (readonly [name: string, text: string])[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => [name, readFileSync(join(folder, name), 'utf8')] as const);
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(name);
}
