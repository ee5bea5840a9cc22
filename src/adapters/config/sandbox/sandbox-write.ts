import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { argumentLeadingOutside } from '../../../domain/sandbox/extra-args.ts';
import { opened, type Protected } from '../../../domain/sandbox/writable.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { realOf } from '../../disk/real-path.ts';
import { stateFolder } from '../../state-folder.ts';
import type { Environment } from '../environment.ts';
import { userSettingsPath } from '../files/raw-values.ts';
import { expandPath } from '../folders/expand-path.ts';
import type { LoadedConfig } from '../load-config.ts';

/** A configuration, with the environment and the home that it was read for. */
export interface LoadedProject extends LoadedConfig {
  readonly environment: Environment;
  readonly home: string;
}

/** Throws a UserError if a setting would open a part of the sandbox that has to stay closed. */
export function refuseOpenings(project: LoadedProject): void {
  const { config } = project;
  const argument = argumentLeadingOutside(config.provider, config.extraArgs);
  if (argument !== undefined) {
    const key = `${config.provider.toUpperCase()}_EXTRA_ARGS`;
    throw new UserError(`${key} has ${argument}, which leads out of the sandbox`, {
      hint: `take it out, or set SAMOCODE_SANDBOX=none`,
    });
  }
  const folders = protectedFolders(project);
  for (const path of writablePaths(project)) {
    const found = opened(path, folders);
    if (found === undefined) continue;
    throw new UserError(
      `SAMOCODE_SANDBOX_WRITE has ${path}, which would open ${found.what} (${found.path})`,
      { hint: 'name the caches that your builds need, for example ~/.npm' },
    );
  }
}

/** The paths of `SAMOCODE_SANDBOX_WRITE` that a sandbox would leave out. */
export function missingPaths(project: Pick<LoadedProject, 'config' | 'home'>): readonly string[] {
  return writablePaths(project).filter((path) => !existsSync(path));
}

/** The real paths of `SAMOCODE_SANDBOX_WRITE`. */
export function writablePaths({
  config,
  home,
}: Pick<LoadedProject, 'config' | 'home'>): readonly string[] {
  return config.sandboxWrite.flatMap((value) => {
    const found = expandPath({ value, folder: '/', home, platform: process.platform });
    return 'path' in found ? [realOf(found.path)] : [];
  });
}

function protectedFolders({ config, environment, home }: LoadedProject): readonly Protected[] {
  const folders = [
    { path: home, what: 'your whole home' },
    { path: config.sessions, what: 'every session' },
    { path: config.worktrees, what: 'every worktree' },
    { path: config.mainRepo, what: 'the repository' },
    { path: join(config.mainRepo, '.git'), what: "the repository's hooks and settings" },
    { path: config.configPath, what: 'the settings' },
    { path: userSettingsPath(environment, home), what: 'your personal settings' },
    { path: stateFolder(environment, home), what: "samocode's own records" },
    { path: config.executable, what: 'the CLI' },
  ];
  return folders.flatMap(({ path, what }) =>
    [path, realOf(path)].map((one) => ({ path: one, what })),
  );
}
