import type { CliFolderFacts } from '../../domain/doctor/cli-folder.ts';
import type { FolderFacts } from '../../domain/doctor/place.ts';
import { cliFolders } from '../../domain/provider/environment/cli-folders.ts';
import type { Config } from '../../domain/settings/config.ts';
import { nearestExisting } from '../nearest-existing.ts';
import { tryCliFolder } from './try-cli-folder.ts';
import { freeBytes, tryFolder } from './try-folder.ts';

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

/** The free space of each folder, or where it would be created; nothing is written. */
export function freeSpaces(
  folders: Readonly<Record<string, string>>,
): readonly Pick<FolderFacts, 'key' | 'path' | 'freeBytes'>[] {
  return Object.entries(folders).map(([key, path]) => {
    const at = nearestExisting(path);
    return { key, path: at, freeBytes: freeBytes(at) };
  });
}

/** Tries a file in each folder, or in the nearest folder above that exists, where it would be created. */
export function folderFacts(folders: Readonly<Record<string, string>>): readonly FolderFacts[] {
  return Object.entries(folders).map(([key, path]) => tryFolder(key, nearestExisting(path)));
}
