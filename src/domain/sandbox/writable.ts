import { joinShellWords } from '../text/shell-words.ts';

/** A folder that stays read-only in the sandbox, with its description. */
export interface Protected {
  readonly path: string;
  readonly what: string;
}

/**
 * The protected folder that a writable path would open: the path is that folder, lies above it, or
 * holds it.
 */
export function opened(path: string, folders: readonly Protected[]): Protected | undefined {
  const inside = path.endsWith('/') ? path : `${path}/`;
  return folders.find((folder) => `${folder.path}/`.startsWith(inside));
}

/** The message about a writable path that does not exist: bubblewrap cannot mount it. */
export function missingWritable(path: string): { readonly text: string; readonly cure: string } {
  return {
    text: `SAMOCODE_SANDBOX_WRITE has ${path}, which does not exist: agents cannot write there`,
    cure: joinShellWords(['mkdir', '-p', path]),
  };
}
