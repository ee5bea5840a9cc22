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
