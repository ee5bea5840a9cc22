import { here } from '../../../adapters/config/environment.ts';
import { configAround, placeOf } from '../../../adapters/config/files/found-config.ts';
import { namedHere } from '../../../adapters/config/named-config.ts';
import { accept, type Acceptance, isAccepted } from '../../../adapters/config/trust/accepted.ts';
import { type Commands, readCommands } from '../../../adapters/config/trust/project-commands.ts';
import type { Project } from '../place/place.ts';
import { refuseAgents } from '../running/caller.ts';

/** Records that the person accepted these commands as they were shown. */
export { accept as acceptCommands };

/** The commands of the project that was named. */
export function commandsOf(config: string | undefined): Commands {
  return readCommands(namedHere(config));
}

/** A project in whose folders this file lies, and the acceptance of its place there; undefined where it needs none. */
export function unacceptedPlace({ configPath, stateDir }: Acceptance) {
  const outer = configAround(configPath, here().home);
  const of = placeOf(configPath, stateDir);
  return outer === undefined || isAccepted(of) ? undefined : { ...of, outer };
}

/** The commands of a tracked `.samocode` that the person has not accepted; undefined: there are none. */
export function unacceptedCommands({
  config,
  unproven,
  stateDir,
}: Pick<Project, 'config' | 'unproven' | 'stateDir'>): Acceptance | undefined {
  const of = { configPath: config.configPath, commands: unproven, stateDir };
  return isAccepted(of) ? undefined : of;
}

/** Throws a UserError if an agent of a run called: only a person accepts commands. */
export function refuseAgentOf({ configPath }: Acceptance): void {
  refuseAgents({ ...here(), config: { configPath } });
}
