import { commandOf } from '../../app/attempt/attempt.ts';
import { look } from '../../app/loop/look.ts';
import { budgetLeft, freshPace } from '../../app/attempt/pace.ts';
import { promptFor } from '../../app/attempt/prompting.ts';
import type { RunOptions } from '../../app/loop/run.ts';
import { requestFor, worktreeOn } from '../../app/workspace/worktree.ts';
import type { MaterialTexts } from '../../domain/session/materials.ts';
import { printable } from '../../domain/text/printable.ts';
import { joinShellWords } from '../../domain/text/shell-words.ts';
import { NO_COST } from '../../domain/provider/usage.ts';
import { openRehearsal, readSpending } from '../compose/read-only.ts';
import type { Place } from '../compose/place.ts';
import type { RunParts } from '../compose/run.ts';
import { print } from '../print.ts';
import { keepMaterials } from './materials.ts';

/** Nothing ends the questions to git but their own end. */
const NEVER = new AbortController().signal;

interface DryRun {
  readonly place: Place;
  readonly parts: RunParts;
  readonly materials: MaterialTexts;
  readonly asked: RunOptions;
}

/** Prints what the next spawn would be; writes nothing, and asks git about the worktree at most. */
export async function dryRun({ place, parts, materials, asked }: DryRun): Promise<number> {
  const warn = (text: string): void => {
    print(`warning: ${printable(text)}\n`);
  };
  place.warnings.forEach(warn);
  const store = openRehearsal(place, warn);
  keepMaterials(store, materials, place);
  const run = { ...parts, store, options: asked, spending: readSpending(place, warn) };
  const view = look(store);
  const request = requestFor(run, view);
  const plan = await run.repository.planWorktree(request, { stop: NEVER, kill: NEVER });
  if (plan.kind === 'refused') warn(`there would be no worktree: ${plan.reason} → ${plan.cure}`);
  const worktree = worktreeOn(run, plan.kind === 'refused' ? request.wanted : plan.branch);
  const cwd = worktree.path;
  const budgetUsd = budgetLeft(run, freshPace(run), NO_COST);
  const command = commandOf(run, { phase: view.phase, cwd, budgetUsd }, run.uuid());
  const prompt = promptFor(run, view, { worktree, iteration: view.iteration + 1, troubles: [] });
  const line = joinShellWords([command.file, ...command.args]);
  print(
    `# Command\n${line} < PROMPT\n\n# Working directory\n${printable(cwd)}\n\n# Prompt\n${prompt}`,
  );
  return 0;
}
