import { existsSync, linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Agent, Turn, UsageAnswer } from '../scenario/step.ts';
import type { Context } from './context.ts';

/** The note that one spawn of the stand-in leaves for the player. */
export interface SpawnNote {
  readonly at: number;
  readonly pid: number;
  readonly run: string;
  readonly phase: string;
  readonly iteration: number;
  readonly session: string;
  readonly argv: readonly string[];
}

/** The folder that the spawns of one scenario share: their notes and their events. */
export interface ScenarioFolder {
  readonly turn: Turn;
  readonly number: number;
  /** Notes a moment; of several the first one stays. Returns its time. */
  tell(event: string, at?: number): number;
  await(event: string): Promise<void>;
}

const LOOK_MS = 20;

/** Takes the next number, writes a note and the prompt, and finds the turn. */
export function openScenarioFolder(
  folder: string,
  context: Context,
  prompt: string,
): ScenarioFolder {
  const at = Date.now();
  const agent = agentOf(folder);
  const { phase, iteration, session } = context;
  const run = process.env['SAMOCODE_RUN_ID'] ?? '';
  const note = { at, pid: process.pid, run, phase, iteration, session, argv: process.argv };
  const number = takeNumber(folder, JSON.stringify(note satisfies SpawnNote));
  writeFileSync(join(folder, 'prompts', `${number}.md`), prompt);
  const eventPath = (name: string): string => join(folder, 'events', name);
  return {
    number,
    turn: turnOf(agent, { folder, number, phase }),
    tell: (event, when = Date.now()) => {
      createWhole(folder, eventPath(event), String(when));
      return Number(readFileSync(eventPath(event), 'utf8'));
    },
    await: async (event) => {
      while (!existsSync(eventPath(event))) await pause(LOOK_MS);
    },
  };
}

function takeNumber(folder: string, note: string, kind: 'spawns' | 'asks' = 'spawns'): number {
  for (let number = 1; ; number += 1) {
    if (createWhole(folder, join(folder, kind, `${number}.json`), note)) return number;
  }
}

/** Takes the next number of a question for the usage windows, and finds its answer. */
export function nextUsageAnswer(folder: string): UsageAnswer {
  const { appServer = [] } = agentOf(folder);
  const number = takeNumber(folder, JSON.stringify({ at: Date.now(), pid: process.pid }), 'asks');
  return appServer[number - 1] ?? appServer.at(-1) ?? 'absent';
}

function agentOf(folder: string): Agent {
  const { agent } = JSON.parse(readFileSync(join(folder, 'script.json'), 'utf8')) as {
    readonly agent: Agent;
  };
  return agent;
}

/** Creates the file with its whole content, or not at all if it exists. */
function createWhole(folder: string, path: string, content: string): boolean {
  const temporary = join(folder, `.${process.pid}`);
  writeFileSync(temporary, content);
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function turnOf(
  { spawns, phases }: Agent,
  { folder, number, phase }: { folder: string; number: number; phase: string },
): Turn {
  if (spawns !== undefined) return spawns[number - 1] ?? spawns.at(-1) ?? [];
  const turns = Object.entries(phases ?? {}).find(([name]) => name === phase)?.[1];
  if (turns === undefined) throw new Error(`the scenario has no turn for ${phase}`);
  const nth = readdirSync(join(folder, 'spawns'))
    .map((name) => Number.parseInt(name, 10))
    .filter((one) => one < number && phaseOf(folder, one) === phase).length;
  return turns[nth] ?? turns.at(-1) ?? [];
}

function phaseOf(folder: string, number: number): string {
  const note = JSON.parse(
    readFileSync(join(folder, 'spawns', `${number}.json`), 'utf8'),
  ) as SpawnNote;
  return note.phase;
}
