import { lstatSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Refusal } from '../../app/ports/worktree.ts';
import { joinShellWords } from '../../domain/text/shell-words.ts';

/** Why there is no worktree, in one line, and the command or the act that helps. */
export function refused(reason: string, cure: string): Refusal {
  return { kind: 'refused', reason, cure };
}

/** The command that gives a path free and loses nothing. */
export function moveAway(path: string): string {
  return joinShellWords(['mv', path, awayFrom(path)]);
}

/** The same for the folder of a session. */
export function moveSessionAway(folder: string): string {
  return joinShellWords(['mv', folder, sessionAwayFrom(folder)]);
}

/** A free path next to another one, for what is there. */
export function awayFrom(path: string): string {
  return freePath(`${path}.old`);
}

/** Next to the sessions, under a name that no session has. */
export function sessionAwayFrom(folder: string): string {
  return freePath(join(dirname(folder), `.${basename(folder)}.old`));
}

function freePath(wanted: string): string {
  let free = wanted;
  for (let number = 2; isTaken(free); number += 1) free = `${wanted}-${number}`;
  return free;
}

function isTaken(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
