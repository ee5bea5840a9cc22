import { constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SetUp } from '../../app/reading/doctor-probes.ts';
import type { CronFacts } from '../../domain/doctor/unattended.ts';
import type { ProviderName } from '../../domain/provider/provider-name.ts';
import { setOnlyHere } from '../../domain/settings/only-here.ts';
import { orUserError, UserError } from '../../domain/text/user-error.ts';
import { type Environment, type Here, here } from './environment.ts';
import { foundConfig } from './files/found-config.ts';
import { findExecutable } from './folders/executable.ts';
import { loadConfig, type LoadedConfig } from './load-config.ts';

const CRON_PATH = '/usr/bin:/bin';

/** Where the doctor looks for the configuration and the programs. */
export interface DoctorPlace {
  readonly environment: Environment;
  readonly home: string;
  readonly cwd: string;
  /** Undefined: there is no `.samocode`. */
  readonly configPath: string | undefined;
}

/** Where the doctor of this user looks; `given`: the `.samocode` that was named. */
export function doctorPlace(given: string | undefined): Here & DoctorPlace {
  const at = here();
  return { ...at, configPath: given ?? foundConfig(at) };
}

/** The configuration with this provider, or its problem; does not look for the provider's program. */
export function tryConfig(
  { configPath, environment, home, cwd }: DoctorPlace,
  provider: string | undefined,
): LoadedConfig | UserError {
  if (configPath === undefined) {
    return new UserError(`no .samocode here or in a folder above (${cwd})`, {
      hint: 'in your repository, to write one: samocode init; or give --config <path>',
    });
  }
  const request = { configPath, environment, home, cwd, flags: { provider } };
  return orUserError(() => loadConfig({ ...request, checkExecutable: false }));
}

/** The configuration for the doctor. */
export function setUpOf(loaded: LoadedConfig | UserError): SetUp {
  if (loaded instanceof UserError) {
    const cure = loaded.hint ?? 'fix its content';
    return { kind: 'problem', text: loaded.message, cure };
  }
  const { config, warnings } = loaded;
  return {
    kind: 'found',
    path: config.configPath,
    provider: config.provider,
    fallback: config.other?.provider,
    permissions: config.permissions,
    hasTelegram: config.telegram !== undefined,
    warnings,
    openFiles: loaded.credentialFiles.filter(isReadableByAll),
  };
}

function isReadableByAll(path: string): boolean {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  return (mode & constants.S_IROTH) !== 0;
}

/** The path of the CLI, as a run with these settings and this PATH would find it. */
export function locateCli(
  place: DoctorPlace,
  provider: ProviderName,
  path?: string,
): ReturnType<typeof findExecutable> {
  const { home, cwd, configPath } = place;
  const environment = path === undefined ? place.environment : { ...place.environment, PATH: path };
  const loaded = tryConfig(place, provider);
  const name = loaded instanceof UserError ? provider : loaded.config.executable;
  const folder = configPath === undefined ? cwd : dirname(configPath);
  return findExecutable({ name, folder, cwd, environment, home, platform: process.platform });
}

/** The settings and programs that a run under cron would not find. */
export function cronFacts(place: DoctorPlace, found: LoadedConfig | undefined): CronFacts {
  const { environment, home } = place;
  const providers = [found?.config.provider ?? 'claude', found?.config.other?.provider];
  const unfound = providers
    .filter((provider) => provider !== undefined)
    .filter((provider) => !('path' in locateCli(place, provider, CRON_PATH)));
  const hidden = unfound.flatMap((provider) => {
    const here = locateCli(place, provider);
    const setting = `${provider.toUpperCase()}_PATH`;
    return 'path' in here ? [{ setting, path: here.path }] : [];
  });
  const node = findExecutable({
    ...{ name: 'node', folder: '/', cwd: '/', home, platform: process.platform },
    environment: { PATH: CRON_PATH },
  });
  return {
    hidden,
    lacksProgram: hidden.length < unfound.length,
    node: 'path' in node ? undefined : process.execPath,
    onlyHere: setOnlyHere(environment, found?.config.childSettings ?? {}),
  };
}
