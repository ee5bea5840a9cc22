import { resolve } from 'node:path';
import { expandPath } from './expand-path.ts';

/** The absolute path of `--config`. A shell leaves the `~` of `--config=~/x` alone, so it is expanded here. */
export function resolveConfigPath(of: {
  readonly configPath: string;
  readonly cwd: string;
  readonly home: string;
  readonly platform: NodeJS.Platform;
}): string {
  const { configPath, cwd, home, platform } = of;
  const expanded = expandPath({ value: configPath, folder: cwd, home, platform });
  return 'path' in expanded ? expanded.path : resolve(cwd, configPath);
}
