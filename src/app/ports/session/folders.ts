/** The folder of a session, which may still be to be made. */
export interface OpenedFolder {
  /** Absolute, links resolved. */
  readonly path: string;
  /** The folder's name, date included. */
  readonly folder: string;
  readonly exists: boolean;
}

/** A folder for another session of this name, with the name that `--session` finds it by from now on. */
export interface FreshFolder extends OpenedFolder {
  readonly name: string;
}

/** One session's folder among those of a project. */
export interface ListedFolder {
  /** What `--session` finds it by. */
  readonly name: string;
  readonly folder: string;
  readonly path: string;
  /** Epoch milliseconds of the newest change that a run, an agent or a person made. */
  readonly changedAt: number;
}

/** The folders of a project's sessions. */
export interface SessionFolders {
  /** Throws a UserError for a bad name or a file in its place. */
  readonly find: (name: string) => OpenedFolder;
  /** An unused folder for a new session of this name; with `make` it is created exclusively. */
  readonly fresh: (name: string, of: { readonly make: boolean }) => FreshFolder;
  readonly list: () => readonly ListedFolder[];
  /** Whether the folder at this path has content. */
  readonly isBegun: (path: string) => boolean;
}
