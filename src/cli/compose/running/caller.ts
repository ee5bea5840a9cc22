import { statSync } from 'node:fs';
import { homeFolder } from '../../../adapters/config/environment.ts';
import { readCallers } from '../../../adapters/process/sweep/caller.ts';
import { MARK_NAME } from '../../../adapters/process/table/process-table.ts';
import { callerName, type RunAbove, runsAbove } from '../../../domain/people/caller.ts';
import { printable } from '../../../domain/text/printable.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import type { Project } from '../place/place.ts';
import { stateFolder } from '../place/state-folder.ts';

/** A project, and the session's folder where a session is named. */
type Called = Pick<Project, 'environment' | 'home'> & {
  readonly config: Pick<Project['config'], 'configPath'>;
  readonly folder?: { readonly path: string; readonly exists: boolean };
};

/**
 * Refuses what only a person may do when an agent of a run called us; says who called otherwise. A
 * project that such an agent made for a test, with a state folder of its own, is its own affair.
 */
export function refuseAgents(called: Called): string {
  const { line, hasTerminal } = readCallers(called.environment);
  const above = runsAbove(line, MARK_NAME).find((run) => !isOwnTest(run, called));
  if (above === undefined) return printable(callerName(line, hasTerminal));
  throw new UserError(`an agent of run ${printable(above.run, 60)} called this command`, {
    hint: 'only a person may do this, outside of a run; an agent signals waiting or blocked and gives its needs in reason',
  });
}

/** Whether project and session are younger than the agent, and nothing of the run's user is used. */
function isOwnTest({ first }: RunAbove, called: Called): boolean {
  const ours = stateFolder(called.environment, called.home);
  const theirs = stateOf(first.environment ?? {});
  if (theirs === undefined || ours === theirs) return false;
  const { folder } = called;
  const paths = [called.config.configPath, ...(folder?.exists === true ? [folder.path] : [])];
  return paths.every((path) => birthOf(path) > first.startedAtMs);
}

function stateOf(environment: Readonly<Record<string, string>>): string | undefined {
  try {
    return stateFolder(environment, homeFolder(environment));
  } catch {
    return undefined;
  }
}

/** 0 where the file system does not tell: then it is no proof. */
function birthOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.birthtimeMs ?? 0;
}
