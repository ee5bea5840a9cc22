import type { Command } from 'commander';
import { buildProgram, runProgram } from './command-line.ts';
import type { Done, Part } from './command-parts.ts';
import { addFleet, addMoves } from './groups/fleet.ts';
import { addPeople } from './groups/people.ts';
import { addQueue } from './groups/queue.ts';
import { LOOK } from './groups/reading.ts';
import { RUN } from './groups/run.ts';
import { addListen, addSchedule } from './groups/running.ts';
import { addSetUp } from './groups/set-up.ts';
import { addSimulate } from './groups/simulate.ts';

const PARTS: readonly Part[] = [
  RUN,
  ['Run:', addQueue],
  ['Run:', addMoves],
  ['Run:', addListen],
  ['Run:', addSchedule],
  ['Decide:', addPeople],
  LOOK,
  ['Set up:', addSetUp],
  ['Set up:', addSimulate],
  ['Set up:', addFleet],
];

/** The program with all its commands. */
export async function main(argv: readonly string[]): Promise<number> {
  return await runProgram(argv, PARTS, wholeProgram);
}

/** Its command line; by itself it is there to be read. */
export async function wholeProgram(done: Done = () => undefined): Promise<Command> {
  return await buildProgram(done, PARTS);
}
