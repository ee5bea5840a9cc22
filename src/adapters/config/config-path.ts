import { resolve } from 'node:path';
import { ownConfigPath } from './files/own-config.ts';
import { expandPath } from './folders/expand-path.ts';

/** The `.samocode` to read: the one that was given or found, or the one of its project (`ownConfigPath`). */
export function resolveConfigPath(of: Parameters<typeof givenConfigPath>[0]): string {
  const { home, platform } = of;
  return ownConfigPath(givenConfigPath(of), { home, platform });
}

/** The absolute path of `--config`. A shell leaves the `~` of `--config=~/x` alone, so it is expanded here. */
export function givenConfigPath(of: {
  readonly configPath: string;
  readonly cwd: string;
  readonly home: string;
  readonly platform: NodeJS.Platform;
}): string {
  const { configPath, cwd, home, platform } = of;
  const expanded = expandPath({ value: configPath, folder: cwd, home, platform });
  return 'path' in expanded ? expanded.path : resolve(cwd, configPath);
}
