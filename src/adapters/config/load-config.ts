import { dirname } from 'node:path';
import { PROFILES, type Profiles } from '../../domain/models/profiles.ts';
import { groupWarning } from '../../domain/people/group-chat.ts';
import {
  childEnvironment,
  withoutPublishingTokens,
} from '../../domain/provider/environment/child-env.ts';
import type { Config } from '../../domain/settings/config.ts';
import { childSettings, type ConfigFlags, mergeSettings } from '../../domain/settings/merge.ts';
import type { ConfigProblem } from '../../domain/settings/problem.ts';
import type { RawSettings, RawValue, RawValues } from '../../domain/settings/raw-value.ts';
import { readSettings } from '../../domain/settings/settings.ts';
import { mistypedRuntimeKeys, unknownProjectKeys } from '../../domain/settings/settings-unknown.ts';
import type { ProjectCommand } from '../../domain/settings/trust/project-commands.ts';
import { configError } from './config-error.ts';
import { givenConfigPath, resolveConfigPath } from './config-path.ts';
import type { Environment } from './environment.ts';
import { loadProfiles } from './files/profiles.ts';
import { userSettingsPath } from './files/raw-values.ts';
import type { MissingFolder } from './folders/folders.ts';
import { readFolders } from './folders/folders.ts';
import { otherConfig } from './other-config.ts';
import { locateProvider } from './provider-program.ts';
import { readSources } from './sources.ts';

export interface ConfigRequest {
  /** A `.samocode`; a relative path is relative to `cwd`. */
  readonly configPath: string;
  readonly environment: Environment;
  readonly home: string;
  readonly flags: ConfigFlags;
  readonly cwd: string;
  readonly platform?: NodeJS.Platform;
  /** Whether the provider's program must be there; true unless told. */
  readonly checkExecutable?: boolean;
}

export interface LoadedConfig {
  readonly config: Config;
  /** Lines about probable mistakes. */
  readonly warnings: readonly string[];
  /** WORKTREES and SESSIONS as far as they are still to be created. */
  readonly missing: readonly MissingFolder[];
  /** The commands of a tracked `.samocode`, which count only after the person accepted them. */
  readonly unproven: readonly ProjectCommand[];
  /** The environment of agents. */
  readonly child: Readonly<Record<string, string>>;
  /** The file and line of each of `childSettings`. */
  readonly childSources: Readonly<Record<string, string>>;
  /** The files of settings that were read and hold a credential. */
  readonly credentialFiles: readonly string[];
}

/** The settings that every run of the project has without flags; the provider's program need not be there. */
export function loadSettings(
  at: Pick<ConfigRequest, 'configPath' | 'environment' | 'home' | 'cwd'>,
): LoadedConfig {
  return loadConfig({ ...at, flags: {}, checkExecutable: false });
}

/**
 * Reads and checks the whole configuration: `.samocode`, then the settings from the environment,
 * the `.env` next to it and the person's own file. Starts and creates nothing and leaves
 * `process.env` unchanged. Throws a UserError (exit code 2) that lists every problem with its
 * source.
 */
export function loadConfig(request: ConfigRequest): LoadedConfig {
  const context = { platform: process.platform, ...request };
  const { environment, home, cwd } = context;
  const configPath = resolveConfigPath(context);
  const sources = readSources(configPath, { environment, home, cwd });
  const { project, files } = sources;
  const raw = mergeSettings(sources.layers, sources.projectLayer, context.flags);
  const { profiles, wrong } = profilesFor(raw, context);
  const settings = readSettings(raw, profiles);
  const folders = readFolders(project.values, { ...context, configPath });
  const executable = locateProvider(raw, context);

  const problems = [
    ...project.problems,
    // Of a file that could not be read one need not hear that its keys are missing.
    ...(project.isRead ? folders.problems : []),
    ...sources.problems,
    ...wrong,
    ...(settings.kind === 'problems' ? settings.problems : []),
    ...('problem' in executable ? [executable.problem] : []),
  ];
  if (problems.length > 0 || settings.kind === 'problems' || 'problem' in executable) {
    throw configError(problems);
  }
  if (folders.folders === undefined) throw new Error('folders without a problem are incomplete');
  const child = childSettings(sources.fileLayers);
  const ofChild = textsOf(child, ({ value }) => value);
  const config = {
    ...settings.settings,
    ...folders.folders,
    ...{ configPath, executable: executable.path, childSettings: ofChild },
  };
  const inherited = childEnvironment(environment, ofChild);
  const other = otherConfig(config, { raw, profiles, place: context });
  return {
    config: { ...config, other: other.config },
    warnings: [
      ...ofAnotherCheckout(givenConfigPath(context), configPath),
      ...unknownProjectKeys(project.values),
      ...files.flatMap(({ values }) => mistypedRuntimeKeys(values)),
      ...[project, ...files].flatMap(({ warnings }) => warnings),
      ...sources.warnings,
      ...other.warnings,
      ...[groupWarning(settings.settings.telegram)].filter((text) => text !== undefined),
    ],
    missing: folders.missing,
    unproven: sources.unproven,
    child: config.publish === 'off' ? inherited : withoutPublishingTokens(inherited),
    childSources: textsOf(child, ({ source }) => source),
    credentialFiles: sources.credentialFiles,
  };
}

function textsOf(
  values: RawValues,
  textOf: (raw: RawValue) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries([...values].map(([key, raw]) => [key, textOf(raw)]));
}

function ofAnotherCheckout(given: string, used: string): readonly string[] {
  if (given === used) return [];
  return [`${given} is the copy in a linked worktree: ${used} of its project is used`];
}

/** The profiles, with the problem of a person's own file; it is read only if a profile is chosen. */
function profilesFor(
  raw: RawSettings,
  { environment, home }: Pick<ConfigRequest, 'environment' | 'home'>,
): { readonly profiles: Profiles; readonly wrong: readonly ConfigProblem[] } {
  if (!raw.has('SAMOCODE_PROFILE')) return { profiles: PROFILES, wrong: [] };
  const own = loadProfiles(dirname(userSettingsPath(environment, home)));
  return 'problem' in own
    ? { profiles: PROFILES, wrong: [own.problem] }
    : { profiles: own.profiles, wrong: [] };
}
