import { promptFor } from '../../../app/attempt/prompting.ts';
import { commandOf } from '../../../app/run/command.ts';
import { spentBy } from '../../../app/run/cost-caps.ts';
import type { RunOptions } from '../../../app/run/loop.ts';
import { look } from '../../../app/session/look.ts';
import { requestFor, worktreeOn } from '../../../app/workspace/worktree-request.ts';
import { capsOf, leftUsd } from '../../../domain/provider/cost/caps.ts';
import type { MaterialTexts } from '../../../domain/session/materials.ts';
import { printable } from '../../../domain/text/printable.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import type { Place } from '../../compose/place/place.ts';
import { openRehearsal, readSpending } from '../../compose/reading/read-only.ts';
import type { RunParts } from '../../compose/running/run.ts';
import { print } from '../../console/print.ts';
import { keepMaterials } from './materials.ts';

/** Nothing ends the questions to git but their own end. */
const NEVER = new AbortController().signal;

/** In the place of the prompt's file, which only an attempt writes. */
const PROMPT = 'PROMPT';

interface DryRun {
  readonly place: Place;
  readonly parts: RunParts;
  readonly materials: MaterialTexts;
  readonly asked: RunOptions;
}

/**
 * Prints the next attempt's command; writes nothing, and runs git at most to examine the worktree.
 */
export async function dryRun({ place, parts, materials, asked }: DryRun): Promise<number> {
  const warn = (text: string): void => {
    print(`warning: ${printable(text)}\n`);
  };
  place.warnings.forEach(warn);
  const store = openRehearsal(place, warn);
  keepMaterials(store, materials, place);
  const { agent, repository, uuid, workspace } = parts.spawner;
  const { config } = parts.settings;
  const session = { id: parts.id, agent, config, store, repository };
  const view = look(store);
  const request = requestFor(session, view);
  const plan = await repository.planWorktree(request, { stop: NEVER, kill: NEVER });
  if (plan.kind === 'refused') warn(`there would be no worktree: ${plan.reason} → ${plan.cure}`);
  const worktree = worktreeOn(
    session,
    plan.kind === 'refused' ? request.wanted : plan.branch,
    plan,
  );
  const cwd = worktree.path;
  const { clock } = parts;
  const at = clock.now();
  const spent = spentBy({ store, spending: readSpending(place, warn), now: at, runUsd: 0 });
  const budgetUsd = leftUsd(capsOf({ ...config, maxCostUsd: asked.maxCostUsd }, spent));
  const ids = { agentSession: uuid(), promptPath: PROMPT };
  const command = commandOf(session, { phase: view.phase, cwd, budgetUsd }, ids);
  const { provider, texts } = agent;
  const stdin = provider.promptIn === 'stdin' ? PROMPT : texts.firstMessagePath;
  const lacking = workspace.lacking(cwd, store.state().ignored ?? []);
  const now = { at, worktree, lacking, iteration: view.iteration + 1, troubles: [] };
  const prompt = promptFor(session, view, now);
  const line = joinShellWords([command.file, ...command.args]);
  print(
    `# Command\n${line} < ${stdin}\n\n# Working directory\n${printable(cwd)}\n\n# Prompt\n${prompt}`,
  );
  return 0;
}
