import { commandOf } from '../../app/attempt.ts';
import { look } from '../../app/look.ts';
import { promptFor, workingFolder } from '../../app/prompting.ts';
import type { SessionStore } from '../../app/ports.ts';
import { joinShellWords } from '../../domain/shell-words.ts';
import { openReadOnly } from '../compose/read-only.ts';
import type { Place } from '../compose/place.ts';
import type { RunParts } from '../compose/run.ts';
import { print } from '../print.ts';

interface DryRun {
  readonly place: Place;
  readonly parts: RunParts;
  readonly materials: { readonly dive?: string; readonly task?: string };
}

/** Prints what the next spawn would be; writes nothing and spawns nothing. */
export function dryRun({ place, parts, materials }: DryRun): number {
  const kept = openReadOnly(place, (text) => {
    print(`warning: ${text}\n`);
  });
  const store: SessionStore = {
    ...kept,
    materials: () => {
      const stored = kept.materials();
      const given = (text: string | undefined): { kind: 'text'; text: string } | undefined =>
        text === undefined ? undefined : { kind: 'text', text };
      return {
        dive: given(materials.dive) ?? stored.dive,
        task: given(materials.task) ?? stored.task,
      };
    },
  };
  const run = { ...parts, store };
  const view = look(store);
  const cwd = workingFolder(run, view.phase);
  const command = commandOf(run, { phase: view.phase, cwd, budgetUsd: undefined }, run.uuid());
  const prompt = promptFor(run, view, { cwd, iteration: view.iteration + 1, troubles: [] });
  const line = joinShellWords([command.file, ...command.args]);
  print(`# Command\n${line} < PROMPT\n\n# Working directory\n${cwd}\n\n# Prompt\n${prompt}`);
  return 0;
}
