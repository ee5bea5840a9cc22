import { lstatSync } from 'node:fs';
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

/** A free path next to another one, for what is there. */
export function awayFrom(path: string): string {
  let free = `${path}.old`;
  for (let number = 2; isTaken(free); number += 1) free = `${path}.old-${number}`;
  return free;
}

function isTaken(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}
