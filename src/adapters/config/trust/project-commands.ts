import { projectCommands } from '../../../domain/settings/trust/project-commands.ts';
import { isTracked } from '../../git/place/tracked.ts';
import { configError } from '../config-error.ts';
import { resolveConfigPath } from '../config-path.ts';
import type { Here } from '../environment.ts';
import { readProjectFile } from '../files/raw-values.ts';
import type { NamedConfig } from '../named-config.ts';
import { type Acceptance, isAccepted } from './accepted.ts';

/** The commands of a `.samocode`, and whether they count. */
export interface Commands extends Acceptance {
  /** A file that git does not track is the user's own, and needs no acceptance. */
  readonly isTracked: boolean;
  readonly isAccepted: boolean;
}

/** Reads the commands of a `.samocode`; runs none of them. Throws a UserError if it cannot be read. */
export function readCommands(named: Here & Pick<NamedConfig, 'configPath'>): Commands {
  const configPath = resolveConfigPath({ ...named, platform: process.platform });
  const project = readProjectFile(configPath);
  if (!project.isRead || project.problems.length > 0) throw configError(project.problems);
  const commands = projectCommands(project.values);
  const found = { configPath, commands, stateDir: named.stateDir };
  return { ...found, isTracked: isTracked(configPath), isAccepted: isAccepted(found) };
}
