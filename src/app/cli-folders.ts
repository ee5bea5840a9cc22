import type { AgentEvent, Outcome } from '../domain/agent.ts';
import { orFolderTrouble, troubleCure, troubleText } from '../domain/cli-folders.ts';
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
  const isFailure = outcome.kind === 'overload' || outcome.kind === 'permanent';
  if (!isFailure || events.length > 0) return outcome;
  return orFolderTrouble(outcome, events, await run.folderTroubles());
}
