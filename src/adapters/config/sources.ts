import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ConfigProblem } from '../../domain/settings/problem.ts';
import type { RawValues } from '../../domain/settings/raw-value.ts';
import { SETTINGS_FILES } from '../../domain/settings/settings-files.ts';
import {
  type ProjectCommand,
  projectCommands,
} from '../../domain/settings/trust/project-commands.ts';
import { classOf } from '../../domain/settings/trust/setting-classes.ts';
import {
  dependsOnLevel,
  dropForeignAddresses,
  type Layer,
  refusedSettings,
} from '../../domain/settings/trust/trust.ts';
import { joinShellWords } from '../../domain/text/shell-words.ts';
import { isTracked } from '../git/place/tracked.ts';
import type { Environment } from './environment.ts';
import {
  environmentValues,
  type RawReading,
  readProjectFile,
  readSettingsFile,
  userSettingsPath,
} from './files/raw-values.ts';

/** Everything that settings are read from, as far as each source may set it. */
export interface Sources {
  readonly project: RawReading;
  readonly projectLayer: Layer;
  /** The file next to the `.samocode`, then the personal one. */
  readonly files: readonly RawReading[];
  readonly fileLayers: readonly Layer[];
  /** The environment, then the files: the first that has a key wins. */
  readonly layers: readonly Layer[];
  /** Problems of the files except `.samocode`, and of settings that a source must not have. */
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly string[];
  /** The commands of a tracked `.samocode`; none in any other. */
  readonly unproven: readonly ProjectCommand[];
  readonly credentialFiles: readonly string[];
}

/** Reads every source; starts no program and writes nothing. */
export function readSources(
  configPath: string,
  of: { readonly environment: Environment; readonly home: string; readonly cwd: string },
): Sources {
  const besidePath = settingsFileBeside(configPath);
  const personalPath = userSettingsPath(of.environment, of.home);
  const [project, beside, personal] = [
    readProjectFile(configPath),
    readSettingsFile(besidePath),
    readSettingsFile(personalPath),
  ];
  const projectLayer = layerOf(configPath, project.values);
  const besideLayer = layerOf(besidePath, beside.values);
  const personalLayer: Layer = { level: 'personal', values: personal.values };
  const process: Layer = { level: 'process', values: environmentValues(of.environment, of.cwd) };
  const { layers, warnings } = dropForeignAddresses([process, besideLayer, personalLayer]);
  const refuge = { personal: personalPath, untrack };
  return {
    project,
    projectLayer,
    files: [beside, personal],
    fileLayers: layers.slice(1),
    layers,
    problems: [
      ...beside.problems,
      ...personal.problems,
      ...[projectLayer, besideLayer].flatMap((layer) => refusedSettings(layer, refuge)),
    ],
    warnings,
    unproven: projectLayer.level === 'tracked' ? projectCommands(project.values) : [],
    credentialFiles: [
      ...(holdsCredential(beside.values) ? [besidePath] : []),
      ...(holdsCredential(personal.values) ? [personalPath] : []),
    ],
  };
}

/** The file of settings of a project: `.samocode.env`, and only where there is none `.env`, which may be the product's. */
export function settingsFileBeside(configPath: string): string {
  const folder = dirname(configPath);
  const [own, shared] = SETTINGS_FILES.map((name) => join(folder, name)) as [string, string];
  return existsSync(own) ? own : shared;
}

/** The index of git is read only where it matters. */
function layerOf(path: string, values: RawValues): Layer {
  return { level: dependsOnLevel(values) && isTracked(path) ? 'tracked' : 'mine', values };
}

function holdsCredential(values: RawValues): boolean {
  return [...values.keys()].some((key) => classOf(key) === 'credential');
}

function untrack(source: string): string {
  const path = source.replace(/:\d+$/, '');
  return joinShellWords(['git', '-C', dirname(path), 'rm', '--cached', '--', path]);
}
