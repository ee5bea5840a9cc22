import type { ListedFolder, OpenedFolder, SessionFolders } from '../ports/session/folders.ts';

/** The sessions of a project, and how a person is told that none of them is meant. */
export interface Choice {
  readonly folders: SessionFolders;
  /** Throws where another user may decide what the folder of this name contains. */
  readonly refuseForeign: (folder: string) => void;
  readonly errors: {
    readonly unnamed: (names: readonly string[]) => Error;
    /** `isEmpty`: its folder is there, with nothing in it to go on with. */
    readonly unknown: (name: string, isEmpty: boolean) => Error;
    readonly newNeedsTask: () => Error;
  };
}

/** The flags that choose a session. `new`: another session with this name, dated today. */
interface Asked {
  readonly new?: boolean | undefined;
}

/** A session by the name that finds it. */
interface Chosen {
  readonly session: string;
  readonly folder: OpenedFolder;
}

/** The error of a command that names no session. */
export function unnamed({ folders, errors }: Choice): Error {
  return errors.unnamed(folders.list().map(({ name }) => name));
}

/** The only session of a project; throws if there is none, or if there are more. */
export function onlySession(choice: Choice): ListedFolder {
  const [first, second] = choice.folders.list();
  if (first === undefined || second !== undefined) throw unnamed(choice);
  return first;
}

/** The folder of a session that a command may change, which need not be there; makes nothing. */
export function chooseSession(choice: Choice, session: string, asked: Asked): Chosen {
  if (asked.new === true) return freshSession(choice, session, { make: false });
  const folder = choice.folders.find(session);
  if (folder.exists) choice.refuseForeign(folder.folder);
  return { session, folder };
}

/** The folder of another session of this name, which has the date of today. */
export function freshSession(
  { folders }: Pick<Choice, 'folders'>,
  name: string,
  of: { readonly make: boolean },
): Chosen {
  const folder = folders.fresh(name, of);
  return { session: folder.name, folder };
}

/** The session that is only read: the named one; without a name, the project's only one. */
export function chooseToRead(
  choice: Choice,
  session: string | undefined,
): Pick<ListedFolder, 'name' | 'path' | 'folder'> {
  if (session === undefined) return onlySession(choice);
  const folder = choice.folders.find(session);
  refuseMissing(choice, { session, folder });
  return { name: session, path: folder.path, folder: folder.folder };
}

/** Throws for a session that is not there. */
export function refuseMissing({ errors }: Choice, { session, folder }: Chosen): void {
  if (!folder.exists) throw errors.unknown(session, false);
}

/** A session that a slip of the keyboard named must not be begun, and paid for, without a task. */
export function refuseWithoutTask(
  { folders, errors }: Choice,
  { session, folder }: Chosen,
  asked: Asked,
): void {
  if (asked.new === true) throw errors.newNeedsTask();
  if (folder.exists && folders.isBegun(folder.path)) return;
  throw errors.unknown(session, folder.exists);
}
