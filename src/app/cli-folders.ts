import type { AgentEvent, Outcome } from '../domain/agent.ts';
import { failedToBegin, orFolderTrouble, troubleCure, troubleText } from '../domain/cli-folders.ts';
import type { Run } from './run.ts';

/** A CLI may go on without its folder, and lose output. */
export async function warnOfFolders(run: Run): Promise<void> {
  for (const trouble of await run.folderTroubles()) {
    const text = `${troubleText(trouble)}: output and transcripts may be lost → ${troubleCure(trouble)}`;
    run.report({ kind: 'warning', text });
  }
}

/** The outcome, or the folder that kept the CLI from beginning. */
export async function withFolders(
  run: Run,
  outcome: Outcome,
  events: readonly AgentEvent[],
): Promise<Outcome> {
  if (!failedToBegin(outcome, events)) return outcome;
  return orFolderTrouble(outcome, events, await run.folderTroubles());
}
