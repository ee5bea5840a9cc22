import { tryCliFolder } from '../../../adapters/machine/try-cli-folder.ts';
import { freeBytes } from '../../../adapters/machine/try-folder.ts';
import { nearestExisting } from '../../../adapters/nearest-existing.ts';
import type { CliFolderFacts } from '../../../domain/doctor/cli-folder.ts';
import { cliFolders } from '../../../domain/provider/cli-folders.ts';
import type { Config } from '../../../domain/settings/config.ts';

/** Tries a write in each folder that the CLI writes to. */
export function cliFolderFacts(
  { provider, sandbox }: Pick<Config, 'provider' | 'sandbox'>,
  environment: Readonly<Record<string, string>>,
  home: string,
): readonly CliFolderFacts[] {
  const isSandboxed = sandbox === 'bwrap';
  return cliFolders({ provider, environment, home, isSandboxed }).map((folder) => {
    const tried = nearestExisting(folder.path);
    return { folder, trouble: tryCliFolder(folder), freeBytes: freeBytes(tried), tried };
  });
}
