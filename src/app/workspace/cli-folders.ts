import type { AgentEvent, Outcome } from '../../domain/provider/agent.ts';
import {
  failedToBegin,
  orFolderTrouble,
  troubleCure,
  troubleText,
  type FolderTrouble,
} from '../../domain/provider/cli-folders.ts';
import { printable } from '../../domain/text/printable.ts';
import type { Obstacles, ReportEvent } from '../loop/run.ts';

/**
 * A CLI may go on without its folder, and lose output. Warns of it, and returns the lines for the
 * prompt: only the agent can keep long output elsewhere.
 */
export async function warnOfFolders(
  { folderTroubles }: Obstacles,
  report: ReportEvent,
): Promise<readonly string[]> {
  const troubles = await folderTroubles();
  for (const trouble of troubles) {
    const text = `${troubleText(trouble)}: output and transcripts may be lost → ${troubleCure(trouble)}`;
    report({ kind: 'warning', text });
  }
  return troubles.map(agentLine);
}

function agentLine(trouble: FolderTrouble): string {
  const advice =
    'The CLI may cut the output of a tool without a mark: write long output to a file of the worktree, and read it in parts.';
  return `The CLI cannot write one of its folders (${printable(troubleText(trouble))}). ${advice}`;
}

/** The outcome, or the folder that kept the CLI from beginning. */
export async function withFolders(
  { folderTroubles }: Obstacles,
  outcome: Outcome,
  events: readonly AgentEvent[],
): Promise<Outcome> {
  if (!failedToBegin(outcome, events)) return outcome;
  return orFolderTrouble(outcome, events, await folderTroubles());
}
