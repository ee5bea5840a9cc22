import { accept, type Acceptance, isAccepted } from '../../../adapters/config/accepted.ts';
import { homeFolder, processEnvironment } from '../../../adapters/config/environment.ts';
import { namedConfig } from '../../../adapters/config/named-config.ts';
import { type Commands, readCommands } from '../../../adapters/config/project-commands.ts';
import { stateFolder } from '../../../adapters/state-folder.ts';
import type { Project } from '../place/place.ts';
import { refuseAgents } from '../running/caller.ts';

/** The commands of the project that was named. */
export function commandsOf(config: string | undefined): Commands {
  const environment = processEnvironment();
  const cwd = process.cwd();
  const { configPath } = namedConfig(config, cwd);
  return readCommands(configPath, { environment, home: homeFolder(environment), cwd });
}

/** The commands of a tracked `.samocode` that the person has not accepted; undefined: there are none. */
export function unacceptedCommands(project: Project): Acceptance | undefined {
  const { config, environment, home, unproven } = project;
  const stateDir = stateFolder(environment, home);
  const of = { configPath: config.configPath, commands: unproven, stateDir };
  return isAccepted(of) ? undefined : of;
}

/** Records that the person accepted these commands as they were shown. */
export function acceptCommands(commands: Acceptance): void {
  accept(commands);
}

/** Throws a UserError if an agent of a run called: only a person accepts commands. */
export function refuseAgentOf({ configPath }: Acceptance): void {
  const environment = processEnvironment();
  refuseAgents({ config: { configPath }, environment, home: homeFolder(environment) });
}
