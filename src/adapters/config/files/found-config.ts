import { basename, dirname, join, sep } from 'node:path';
import { SETTINGS_FILES } from '../../../domain/settings/settings-files.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { realOf } from '../../disk/real-path.ts';
import { resolveConfigPath } from '../config-path.ts';
import type { Here } from '../environment.ts';
import { readFolders } from '../folders/folders.ts';
import { type Acceptance, isAccepted } from '../trust/accepted.ts';
import { findConfigFile } from './find-config-file.ts';
import { readProjectFile } from './raw-values.ts';
import { readTextFile } from './text-file.ts';

/**
 * The nearest `.samocode` upwards. Agents write to the folders of a project, so a file that lies in the
 * folders of another one further up may be an agent's: it counts only if a person names or has accepted it.
 * Throws a UserError then.
 */
export function foundConfig({
  cwd,
  home,
  stateDir,
}: Pick<Here, 'cwd' | 'home' | 'stateDir'>): string | undefined {
  const found = findConfigFile(cwd);
  if (found === undefined) return undefined;
  const used = resolveConfigPath({ configPath: found, cwd, home, platform: process.platform });
  const outer = configAround(used, home);
  if (outer === undefined || isAccepted(placeOf(used, stateDir))) return found;
  const named = (path: string): string => joinShellWords(['--config', path]);
  throw new UserError(
    `${used} lies in a folder of ${outer}, where agents write: it counts only if you accept it`,
    { hint: `samocode trust ${named(used)}; or, for the other one, add ${named(outer)}` },
  );
}

/** The `.samocode` and the settings files next to it as they are now, to be accepted in the place where they are. */
export function placeOf(configPath: string, stateDir: string): Acceptance {
  const files = [configPath, ...SETTINGS_FILES.map((name) => join(dirname(configPath), name))];
  const commands = files.map((path) => ({
    key: basename(path),
    text: JSON.stringify(readTextFile(path)),
  }));
  return { configPath, commands, stateDir };
}

/** The nearest `.samocode` above `folder` whose MAIN_REPO, WORKTREES or SESSIONS holds that of `path`. */
export function configAround(
  path: string,
  home: string,
  folder = dirname(path),
): string | undefined {
  const above = dirname(folder);
  const outer = above === folder ? undefined : findConfigFile(above);
  if (outer === undefined) return undefined;
  const inside = realOf(dirname(path)) + sep;
  const holds = foldersOf(outer, home).some((it) => inside.startsWith(realOf(it) + sep));
  return holds ? outer : configAround(path, home, dirname(outer));
}

/** None of a file that another user can change: it cannot shut us out of our own. */
function foldersOf(configPath: string, home: string): readonly string[] {
  const { values } = readProjectFile(configPath);
  const { paths } = readFolders(values, { configPath, home, platform: process.platform });
  return Object.values(paths);
}
