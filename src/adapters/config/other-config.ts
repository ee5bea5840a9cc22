import type { Profiles } from '../../domain/models/profiles.ts';
import type { Config } from '../../domain/settings/config.ts';
import type { RawSettings } from '../../domain/settings/raw-value.ts';
import { readSettings, withProvider } from '../../domain/settings/settings.ts';
import { locateProvider, type ProgramPlace } from './provider-program.ts';

interface OtherSources {
  readonly raw: RawSettings;
  readonly profiles: Profiles;
  readonly place: ProgramPlace;
}

/** The configuration of the provider that takes over; none where it cannot, with a warning. */
export function otherConfig(
  config: Config,
  { raw, profiles, place }: OtherSources,
): { readonly config?: Config; readonly warnings: readonly string[] } {
  const { fallback, provider } = config;
  if (fallback === undefined) return { warnings: [] };
  const setting = `SAMOCODE_FALLBACK=${fallback}`;
  if (fallback === provider) {
    return { warnings: [`${setting} names the selected provider: no other one takes over`] };
  }
  const otherRaw = withProvider(raw, fallback);
  const settings = readSettings(otherRaw, profiles);
  const executable = locateProvider(otherRaw, place);
  if ('problem' in executable || settings.kind === 'problems') {
    const [problem] = 'problem' in executable ? [executable.problem] : [];
    const why =
      problem === undefined ? '' : `: ${problem.key} ${problem.message} (${problem.hint})`;
    return { warnings: [`${setting} cannot take over${why}`] };
  }
  return { config: { ...config, ...settings.settings, executable: executable.path }, warnings: [] };
}
