import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode } from '../../domain/text/error-code.ts';
import { joinShellWords } from '../../domain/text/shell-words.ts';
import { UserError } from '../../domain/text/user-error.ts';
import { freeName, moveEntry } from '../disk/entries.ts';
import {
  entryIdentity,
  findByIdentity,
  type HeldFolder,
  holdFolder,
  moveStranger,
  strangerAt,
} from '../disk/held-folder.ts';

/** The folders of a session that samocode writes to, by identity: an agent can put a link at their paths. */
export interface OwnFolders {
  /**
   * Before a write: renames any other entry at the path of a folder to `<name>-agent`, without following it,
   * and puts the folder back. Returns the folders that had to be made again, empty. Throws a UserError
   * (exit 74) when the session folder itself cannot be put back.
   */
  readonly keep: () => readonly OwnFolder[];
  /** Which folders `keep` has put back since the last call, in words. */
  readonly found: () => readonly string[];
  /** Whether the session's path still leads to its folder. */
  readonly isHere: () => boolean;
  readonly close: () => void;
}

const NAMES = ['.run', '_logs'] as const;
type OwnFolder = (typeof NAMES)[number];

/** Opens the session folder and its folders, which exist. */
export function holdOwnFolders(session: string): OwnFolders {
  const root = holdFolder(session);
  const held = new Map<OwnFolder, HeldFolder>(
    NAMES.map((name) => [name, holdFolder(join(session, name))]),
  );
  const texts: string[] = [];

  const keepSession = (): void => {
    const now = entryIdentity(session);
    if (now === root.identity) return;
    if (now === undefined) throw sessionGone(session);
    const original = findByIdentity(dirname(session), root.identity);
    if (original === undefined) throw sessionReplaced(session);
    const hidden = join(dirname(session), `.${basename(session)}-agent`);
    texts.push(moveStranger(session, hidden));
    moveEntry(original, session);
  };

  /** Whether the folder had to be made again. */
  const keepOne = (name: OwnFolder): boolean => {
    const path = join(session, name);
    const known = held.get(name);
    const now = entryIdentity(path);
    if (known === undefined || now === known.identity) return false;
    const original = findByIdentity(session, known.identity);
    if (now !== undefined) texts.push(moveStranger(path, `${path}-agent`));
    else if (name === '.run')
      texts.push(`${path} was ${original === undefined ? 'removed' : 'renamed'}`);
    if (original !== undefined) {
      moveEntry(original, path);
      return false;
    }
    mkdirSync(path, { mode: 0o700 });
    known.close();
    held.set(name, holdFolder(path));
    return true;
  };

  return {
    keep: () =>
      despiteChanges(() => {
        keepSession();
        return NAMES.filter(keepOne);
      }),
    found: () => texts.splice(0),
    isHere: () => entryIdentity(session) === root.identity,
    close: () => {
      for (const folder of [root, ...held.values()]) folder.close();
    },
  };
}

const PASSING: ReadonlySet<string> = new Set(['ENOENT', 'EEXIST', 'ENOTDIR', 'ENOTEMPTY']);
const TRIES = 5;

/** Does the work again when an entry came or went meanwhile: a child may be replacing a folder right now. */
export function despiteChanges<T>(work: () => T): T {
  for (let tries = 1; ; tries += 1) {
    try {
      return work();
    } catch (error) {
      if (tries === TRIES || !PASSING.has(errorCode(error) ?? '')) throw error;
    }
  }
}

export function sessionGone(path: string): UserError {
  return new UserError(`the session folder is gone: ${path}`, {
    hint: 'the folder was moved or removed while the agent worked; its content is lost',
    exitCode: 74,
  });
}

function sessionReplaced(path: string): UserError {
  const aside = freeName(join(dirname(path), `.${basename(path)}-agent`));
  return new UserError(
    `${path} is not the session folder any more, but ${strangerAt(path)}: samocode writes nothing there`,
    {
      hint: `first: ${joinShellWords(['mv', path, aside])}; then move the session folder back`,
      exitCode: 74,
    },
  );
}
