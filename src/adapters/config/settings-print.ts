import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CHILD_VARIABLES } from '../../domain/provider/environment/child-variables.ts';
import type { SettingsPrint } from '../../domain/settings/changed-settings.ts';
import type { Config } from '../../domain/settings/config.ts';
import { childSettings, mergeSettings } from '../../domain/settings/merge.ts';
import type { SettingClass } from '../../domain/settings/table/setting.ts';
import { classOf } from '../../domain/settings/trust/setting-classes.ts';
import type { Environment } from './environment.ts';
import { userSettingsPath } from './files/raw-values.ts';
import { readSources } from './sources.ts';

const WATCHED: ReadonlySet<SettingClass | undefined> = new Set<SettingClass>([
  ...(['command', 'bound', 'program', 'address', 'permission', 'arguments'] as const),
]);

/**
 * Reads the settings of the files, without the environment, and only if a file or its time changed
 * since the last call. Never throws: a file that cannot be read has no settings.
 */
export function settingsReader(
  configPath: string,
  of: { readonly environment: Environment; readonly home: string; readonly cwd: string },
): () => SettingsPrint {
  const folder = dirname(configPath);
  const paths = [
    configPath,
    join(folder, '.samocode.env'),
    join(folder, '.env'),
    userSettingsPath(of.environment, of.home),
  ];
  let known: { readonly files: string; readonly print: SettingsPrint } | undefined;
  return () => {
    const files = paths.map(fileFingerprint).join('\n');
    if (known?.files !== files) known = { files, print: printOf(configPath, of) };
    return known.print;
  };
}

function printOf(configPath: string, of: Parameters<typeof readSources>[1]): SettingsPrint {
  const { fileLayers, projectLayer } = readSources(configPath, of);
  const values = [...mergeSettings(fileLayers, projectLayer, {}), ...childSettings(fileLayers)];
  const watched = values.filter(([key]) => WATCHED.has(classOf(key)));
  return Object.fromEntries(watched.map(([key, { value }]) => [key, hashOf(value)]));
}

/** Of values that may be secrets. */
function hashOf(value: string): string {
  return createHash('sha256').update(value).digest('hex').slice(0, 32);
}

function fileFingerprint(path: string): string {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false, bigint: true });
    if (stat === undefined) return '';
    // The target of a link can change without the link.
    if (stat.isSymbolicLink()) return `link ${process.hrtime.bigint()}`;
    return [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(' ');
  } catch {
    return 'unreadable';
  }
}

/** A hash of everything that could make a failed run succeed: settings and credentials. */
export function settingsHash(config: Config, environment: Environment): string {
  const credentials = CHILD_VARIABLES.map((name) => environment[name] ?? null);
  const text = JSON.stringify([config, credentials]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
