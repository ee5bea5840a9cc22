import { tryCliFolder } from '../../adapters/machine/try-cli-folder.ts';
import { freeBytes } from '../../adapters/machine/try-folder.ts';
import type { ProviderName } from '../../domain/provider/agent.ts';
import { cliFolders } from '../../domain/provider/cli-folders.ts';
import type { CliFolderFacts } from '../../domain/doctor/cli-folder.ts';

/** Tries a write in each folder that the CLI writes to. */
export function cliFolderFacts(
  provider: ProviderName,
  environment: Readonly<Record<string, string>>,
  home: string,
): readonly CliFolderFacts[] {
  return cliFolders(provider, environment, home).map((folder) => ({
    folder,
    trouble: tryCliFolder(folder),
    freeBytes: freeBytes(folder.path),
  }));
}
