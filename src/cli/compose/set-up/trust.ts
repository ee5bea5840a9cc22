import { accept, type Acceptance, isAccepted } from '../../../adapters/config/accepted.ts';
import { configError } from '../../../adapters/config/config-error.ts';
import { resolveConfigPath } from '../../../adapters/config/config-path.ts';
import { homeFolder, processEnvironment } from '../../../adapters/config/environment.ts';
import { readProjectFile } from '../../../adapters/config/files/raw-values.ts';
import { isTracked } from '../../../adapters/git/place/tracked.ts';
import { projectCommands } from '../../../domain/settings/trust/project-commands.ts';
import { namedConfig } from '../place/named-config.ts';
import type { Project } from '../place/place.ts';
import { stateFolder } from '../place/state-folder.ts';
import { refuseAgents } from '../running/caller.ts';

/** The commands of a `.samocode`, and whether they count. */
export interface Commands extends Acceptance {
  /** A file that git does not track is the user's own, and needs no acceptance. */
  readonly isTracked: boolean;
  readonly isAccepted: boolean;
}

/** Reads the commands of the project that was named; runs none of them. */
export function commandsOf(config: string | undefined): Commands {
  const environment = processEnvironment();
  const home = homeFolder(environment);
  const cwd = process.cwd();
  const named = namedConfig(config, cwd).configPath;
  const configPath = resolveConfigPath({
    configPath: named,
    cwd,
    home,
    platform: process.platform,
  });
  const project = readProjectFile(configPath);
  if (!project.isRead || project.problems.length > 0) throw configError(project.problems);
  const commands = projectCommands(project.values);
  const of = { configPath, commands, stateDir: stateFolder(environment, home) };
  return { ...of, isTracked: isTracked(configPath), isAccepted: isAccepted(of) };
}

/** The commands of a tracked `.samocode` that the person has not accepted; undefined: there is none. */
export function unacceptedCommands(project: Project): Acceptance | undefined {
  const { config, environment, home, unproven } = project;
  const stateDir = stateFolder(environment, home);
  const of = { configPath: config.configPath, commands: unproven, stateDir };
  return isAccepted(of) ? undefined : of;
}

/** Notes that the person accepted these commands as they were shown. */
export function acceptCommands(commands: Acceptance): void {
  accept(commands);
}

/** Throws a UserError where an agent of a run called: only a person accepts commands. */
export function refuseAgentOf({ configPath }: Acceptance): void {
  const environment = processEnvironment();
  refuseAgents({ config: { configPath }, environment, home: homeFolder(environment) });
}

/** Accepts the commands of a file that samocode itself has just written for the person. */
export function acceptWritten(configPath: string): void {
  acceptCommands(commandsOf(configPath));
}
