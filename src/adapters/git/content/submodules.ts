import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gitFoldersOf } from '../place/folders.ts';

/** The mode of a submodule in git's index (gitformat-index): 0160000, four bytes. */
const MODE = Buffer.from([0x00, 0x00, 0xe0, 0x00]);
const ENTRY = /^160000 [^\t]*\t(.+)$/s;

/** Git's arguments for `submodulesIn`. */
export const LIST_INDEX = ['ls-files', '--stage', '-z'];

/** The paths of the submodules in what `git ls-files --stage -z` printed. */
export function submodulesIn(output: string): readonly string[] {
  return output.split('\0').flatMap((line) => ENTRY.exec(line)?.[1] ?? []);
}

/**
 * Whether the index of a work tree may hold a submodule: cheaper than a list of all its files. True where
 * the index cannot be read, or keeps its entries in another file.
 */
export function mayHoldSubmodules(root: string): boolean {
  const index = join(gitFoldersOf(root).gitDir, 'index');
  try {
    const bytes = readFileSync(index);
    return bytes.includes(MODE) || bytes.includes(SPLIT);
  } catch {
    return true;
  }
}

/** The extension of an index whose entries are in a shared file. */
const SPLIT = Buffer.from('link\0\0\0');
