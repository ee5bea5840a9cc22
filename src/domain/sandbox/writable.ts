import { joinShellWords } from '../text/shell-words.ts';

/** A folder that stays read-only in the sandbox, and what it is. */
export interface Protected {
  readonly path: string;
  readonly what: string;
}

/** What a path that may be written would open again: it is one of these folders, or one lies in it. */
export function opened(path: string, folders: readonly Protected[]): Protected | undefined {
  const inside = path.endsWith('/') ? path : `${path}/`;
  return folders.find((folder) => `${folder.path}/`.startsWith(inside));
}

/** What a person is told of a writable path that does not exist: bubblewrap cannot mount it. */
export function missingWritable(path: string): { readonly text: string; readonly cure: string } {
  return {
    text: `SAMOCODE_SANDBOX_WRITE has ${path}, which does not exist: agents cannot write there`,
    cure: joinShellWords(['mkdir', '-p', path]),
  };
}
