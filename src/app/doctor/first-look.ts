import { aboutCommand, type CommandTrouble } from '../../domain/doctor/command.ts';
import type { Finding } from '../../domain/doctor/finding.ts';
import { aboutLogin, type Login } from '../../domain/doctor/login.ts';
import { aboutDisk, type FolderFacts } from '../../domain/doctor/place.ts';
import { aboutSigning, type SigningFacts } from '../../domain/doctor/signing.ts';
import type { ProviderName } from '../../domain/provider/provider-name.ts';
import type { Config } from '../../domain/settings/config.ts';

/** The probes of a first look. */
export interface FirstProbes {
  readonly commands: () => readonly CommandTrouble[];
  readonly uncopied: () => Promise<readonly Finding[]>;
  readonly disks: () => readonly Pick<FolderFacts, 'key' | 'path' | 'freeBytes'>[];
  /** Undefined: git signs no commits. */
  readonly signing: () => Promise<SigningFacts | undefined>;
  readonly login: (provider: ProviderName, executable: string) => Promise<Login>;
}

/** The findings of the doctor about problems that a new session would meet hours from now; none after a stop. */
export async function firstLook(
  config: Pick<Config, 'provider' | 'executable' | 'other'>,
  probes: FirstProbes,
  { stop, now }: { readonly stop: AbortSignal; readonly now: number },
): Promise<readonly Finding[]> {
  const providers = [config, ...(config.other === undefined ? [] : [config.other])];
  const logins = providers.map(async ({ provider, executable }, at) => {
    const role = at === 0 ? 'selected' : 'fallback';
    const login = await probes.login(provider, executable);
    // The first attempt tells; only the doctor shows that a CLI did not answer.
    return login.kind === 'unknown' ? [] : [aboutLogin(provider, login, { role, now })];
  });
  const [uncopied, signing, ...said] = await Promise.all([
    probes.uncopied(),
    probes.signing(),
    ...logins,
  ]);
  if (stop.aborted) return [];
  return [
    ...probes.commands().map(aboutCommand),
    ...uncopied,
    ...probes.disks().flatMap(aboutDisk),
    ...(signing === undefined ? [] : [aboutSigning(signing)]),
    ...said.flat(),
  ].filter(({ level }) => level !== 'ok');
}
