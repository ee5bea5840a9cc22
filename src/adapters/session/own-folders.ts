import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  renameSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode } from '../../domain/text/error-code.ts';
import { joinShellWords } from '../../domain/text/shell-words.ts';
import { UserError } from '../../domain/text/user-error.ts';
import { freeName } from './files.ts';

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

/** An open folder: its inode is not used again before it is closed. */
interface Held {
  readonly fd: number;
  readonly identity: string;
}

/** Opens the session folder and its folders, which exist. */
export function holdOwnFolders(session: string): OwnFolders {
  const root = hold(session);
  const held = new Map<OwnFolder, Held>(NAMES.map((name) => [name, hold(join(session, name))]));
  const texts: string[] = [];

  const keepSession = (): void => {
    const now = entryOf(session);
    if (now === root.identity) return;
    if (now === undefined) throw sessionGone(session);
    const original = findIn(dirname(session), root.identity);
    if (original === undefined) throw sessionReplaced(session);
    const hidden = join(dirname(session), `.${basename(session)}-agent`);
    texts.push(replacedText(session, moveAside(session, hidden)));
    renameSync(original, session);
  };

  /** Whether the folder had to be made again. */
  const keepOne = (name: OwnFolder): boolean => {
    const path = join(session, name);
    const known = held.get(name);
    const now = entryOf(path);
    if (known === undefined || now === known.identity) return false;
    const original = findIn(session, known.identity);
    if (now !== undefined) texts.push(replacedText(path, moveAside(path, `${path}-agent`)));
    else if (name === '.run')
      texts.push(`${path} was ${original === undefined ? 'removed' : 'renamed'}`);
    if (original !== undefined) {
      renameSync(original, path);
      return false;
    }
    mkdirSync(path, { mode: 0o700 });
    closeSync(known.fd);
    held.set(name, hold(path));
    return true;
  };

  return {
    keep: () =>
      despiteChanges(() => {
        keepSession();
        return NAMES.filter(keepOne);
      }),
    found: () => texts.splice(0),
    isHere: () => entryOf(session) === root.identity,
    close: () => {
      for (const { fd } of [root, ...held.values()]) closeSync(fd);
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

function hold(path: string): Held {
  const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants;
  const fd = openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  const { dev, ino } = fstatSync(fd, { bigint: true });
  return { fd, identity: `${dev}:${ino}` };
}

/** Identity of the entry itself, never of what a link leads to. */
function entryOf(path: string): string | undefined {
  const stat = lstatSync(path, { throwIfNoEntry: false, bigint: true });
  return stat === undefined ? undefined : `${stat.dev}:${stat.ino}`;
}

/** The entry of a folder that has this identity: a folder that was renamed. */
function findIn(folder: string, identity: string): string | undefined {
  const paths = readdirSync(folder).map((name) => join(folder, name));
  return paths.find((path) => entryOf(path) === identity);
}

/** What was moved aside, and to where. */
interface Aside {
  readonly path: string;
  readonly what: string;
}

function moveAside(path: string, wanted: string): Aside {
  const what = kindOf(path);
  const aside = freeName(wanted);
  renameSync(path, aside);
  return { path: aside, what };
}

function kindOf(path: string): string {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return `a link to ${readlinkSync(path)}`;
  return stat.isDirectory() ? 'another folder' : 'another file';
}

function replacedText(path: string, aside: Aside): string {
  return `${path} was replaced by ${aside.what} (now ${aside.path})`;
}

export function sessionGone(path: string): UserError {
  return new UserError(`the session folder is gone: ${path}`, {
    hint: 'was it moved or removed while the agent worked? What stood in it is lost with it',
    exitCode: 74,
  });
}

function sessionReplaced(path: string): UserError {
  const aside = freeName(join(dirname(path), `.${basename(path)}-agent`));
  return new UserError(
    `${path} is not the session folder any more, but ${kindOf(path)}: samocode writes nothing there`,
    {
      hint: `first: ${joinShellWords(['mv', path, aside])}; then move the session folder back`,
      exitCode: 74,
    },
  );
}
