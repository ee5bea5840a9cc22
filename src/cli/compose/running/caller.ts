import { existsSync } from 'node:fs';
import { here, stateFolderOf } from '../../../adapters/config/environment.ts';
import { refuseAgentOfRun } from '../../../adapters/machine/refuse-agents.ts';
import { readCallers } from '../../../adapters/process/sweep/caller.ts';
import { MARK_NAME } from '../../../adapters/process/table/process-table.ts';
import type { Project } from '../place/place.ts';

/** A project, and the session's folder where a session is named. */
type Called = Pick<Project, 'environment' | 'stateDir'> & {
  readonly config: Pick<Project['config'], 'configPath'>;
  readonly folder?: { readonly path: string; readonly exists: boolean };
};

/** Refuses an agent of a run (`refuseAgentOfRun`); returns the caller's name otherwise. */
export function refuseAgents({ config, folder, ...at }: Called): string {
  return refuse(at, [config.configPath, ...(folder?.exists === true ? [folder.path] : [])]);
}

/** The same for a command about the sessions of all projects. */
export function refuseAgentsHere(): void {
  const at = here();
  refuse(at, existsSync(at.stateDir) ? [at.stateDir] : []);
}

function refuse(
  { environment, stateDir }: Pick<Called, 'environment' | 'stateDir'>,
  paths: readonly string[],
): string {
  const files = { stateDir, stateDirOf: stateFolderOf, paths };
  return refuseAgentOfRun({ ...readCallers(environment), mark: MARK_NAME, ...files });
}
