import { folderTroubleLine } from '../../domain/prompt/folder-trouble.ts';
import type { AgentEvent } from '../../domain/provider/agent-event.ts';
import {
  failedToBegin,
  type FolderTrouble,
  orFolderTrouble,
  troubleCure,
  troubleText,
} from '../../domain/provider/environment/cli-folders.ts';
import type { Outcome } from '../../domain/provider/outcome.ts';
import type { Obstacles, ReportEvent } from '../run/loop.ts';

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
    const text = `${troubleText(trouble)}: ${lossText(trouble)} → ${troubleCure(trouble)}`;
    report({ kind: 'warning', text });
  }
  return troubles.map(folderTroubleLine);
}

function lossText({ folder }: FolderTrouble): string {
  return folder.isTemporary
    ? 'the CLI may not start, and programs that need temporary files fail'
    : 'output and transcripts may be lost';
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
