import { commandOf } from '../../app/attempt.ts';
import { look } from '../../app/look.ts';
import { budgetLeft, freshPace } from '../../app/pace.ts';
import type { MaterialTexts } from '../../app/ports.ts';
import { promptFor, workingFolder } from '../../app/prompting.ts';
import type { RunOptions } from '../../app/run.ts';
import { joinShellWords } from '../../domain/shell-words.ts';
import { NO_COST } from '../../domain/usage.ts';
import { openRehearsal, readSpending } from '../compose/read-only.ts';
import type { Place } from '../compose/place.ts';
import type { RunParts } from '../compose/run.ts';
import { print } from '../print.ts';
import { keepMaterials } from './materials.ts';

interface DryRun {
  readonly place: Place;
  readonly parts: RunParts;
  readonly materials: MaterialTexts;
  readonly asked: RunOptions;
}

/** Prints what the next spawn would be; writes nothing and spawns nothing. */
export function dryRun({ place, parts, materials, asked }: DryRun): number {
  const warn = (text: string): void => {
    print(`warning: ${text}\n`);
  };
  const store = openRehearsal(place, warn);
  keepMaterials(store, materials, warn);
  const run = { ...parts, store, options: asked, spending: readSpending(place, warn) };
  const view = look(store);
  const cwd = workingFolder(run, view.phase);
  const budgetUsd = budgetLeft(run, freshPace(run), NO_COST);
  const command = commandOf(run, { phase: view.phase, cwd, budgetUsd }, run.uuid());
  const prompt = promptFor(run, view, { cwd, iteration: view.iteration + 1, troubles: [] });
  const line = joinShellWords([command.file, ...command.args]);
  print(`# Command\n${line} < PROMPT\n\n# Working directory\n${cwd}\n\n# Prompt\n${prompt}`);
  return 0;
}
