import { lstatSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { diskFullWords } from '../../../domain/run/disk-codes.ts';
import type { Folders } from '../../../domain/settings/config.ts';
import { type Complaint, type ConfigProblem, shown } from '../../../domain/settings/problem.ts';
import type { RawValue, RawValues } from '../../../domain/settings/raw-value.ts';
import { FOLDER_KEYS, type FolderKey, SETTINGS } from '../../../domain/settings/table/table.ts';
import { readForm } from '../../../domain/settings/values/form.ts';
import { errorCode } from '../../../domain/text/error-code.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { isSamePath } from '../../disk/real-path.ts';
import { findGitPlace } from '../../git/place/git-place.ts';
import { configError } from '../config-error.ts';
import { explainError } from '../explain-error.ts';
import { expandPath } from './expand-path.ts';

/** The folders a `.samocode` names, or everything that is wrong with them. */
export interface FolderReading {
  /** Complete when there is no problem and all were looked at. */
  readonly folders: Folders | undefined;
  /** Each folder that could be resolved, even if another kind of entry is there. */
  readonly paths: Readonly<Partial<Record<FolderKey, string>>>;
  /** Folders that do not exist yet, parents first. */
  readonly missing: readonly MissingFolder[];
  readonly problems: readonly ConfigProblem[];
}

export interface MissingFolder {
  readonly key: FolderKey;
  readonly path: string;
  readonly source: string;
}

export interface FolderContext {
  readonly configPath: string;
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

/** Looks at the three folders, or at some of them, and changes nothing. */
export function readFolders(
  values: RawValues,
  context: FolderContext,
  keys: readonly FolderKey[] = FOLDER_KEYS,
): FolderReading {
  const paths: Partial<Record<FolderKey, string>> = {};
  const missing: MissingFolder[] = [];
  const problems: ConfigProblem[] = [];
  for (const key of keys) {
    const raw = values.get(key);
    const source = raw?.source ?? context.configPath;
    const place = raw === undefined ? missingKey(key) : resolveFolder(key, raw, context);
    if (!('path' in place)) {
      problems.push({ source, key, ...place });
      continue;
    }
    paths[key] = place.path;
    const state = lookAt(place.path);
    if (state === 'missing' && key !== 'MAIN_REPO') missing.push({ key, source, path: place.path });
    const complaint =
      key === 'MAIN_REPO' ? aboutMainRepo(place.path, state) : aboutFolder(key, place.path, state);
    if (complaint !== undefined) problems.push({ source, key, ...named(complaint, place) });
  }
  problems.push(...clash(paths, values, context));
  missing.sort((a, b) => a.path.length - b.path.length);
  problems.push(...orphans(missing));
  return { folders: complete(paths), paths, missing, problems };
}

/** Makes the folders for their owner alone and says so; throws a UserError that lists each that cannot be made. */
export function createFolders(missing: readonly MissingFolder[]): readonly string[] {
  const problems = missing.flatMap((folder) => createFolder(folder) ?? []);
  if (problems.length > 0) throw configError(problems);
  return missing.map(({ key, path }) => `created ${path} (${key})`);
}

function createFolder({ key, path, source }: MissingFolder): ConfigProblem | undefined {
  try {
    mkdirSync(path, { mode: 0o700 });
    return undefined;
  } catch (error) {
    // Another run may have been faster.
    if (errorCode(error) === 'EEXIST' && lookAt(path) === 'folder') return undefined;
    // No fault of the setting's.
    if (diskFullWords(errorCode(error)) !== undefined) throw error;
    const message = `is ${shown(path)}, which cannot be created: ${explainError(error)}`;
    return { source, key, message, hint: 'create it, or name another folder' };
  }
}

interface Place {
  readonly path: string;
  readonly value: string;
}

function missingKey(key: FolderKey): Complaint {
  return { message: 'is missing', hint: `add a line ${key}=<folder>` };
}

function resolveFolder(key: FolderKey, raw: RawValue, context: FolderContext): Place | Complaint {
  const reading = readForm(SETTINGS[key], raw.value);
  if (!('value' in reading)) return reading;
  const { value } = reading;
  const expanded = expandPath({ ...context, value, folder: raw.folder });
  if (!('path' in expanded)) return expanded;
  return UNSAFE.test(expanded.path) ? unsafePath(expanded.path) : { ...expanded, value };
}

/** A prompt names the folders, one a line. */
const UNSAFE = /\p{Cc}|\u2028|\u2029/u;

function unsafePath(path: string): Complaint {
  return {
    message: `is ${shown(path)}, which has a line break or another control character: an agent would read another path`,
    hint: 'rename that folder, or name another one',
  };
}

/** `folder`, `missing`, or the entry that is there instead, as text that follows "which". */
type FolderState = 'folder' | 'missing' | { readonly instead: string };

function lookAt(path: string): FolderState {
  try {
    return statSync(path).isDirectory() ? 'folder' : { instead: 'is a file and not a folder' };
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') return { instead: `cannot be read: ${explainError(error)}` };
    const isLink = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
    return isLink ? { instead: 'is a link that leads nowhere' } : 'missing';
  }
}

function aboutFolder(key: FolderKey, path: string, state: FolderState): Complaint | undefined {
  if (typeof state === 'object')
    return { message: state.instead, hint: 'name a folder, or one that can be created' };
  // There git keeps its own record of each worktree, under the same name.
  const isGits = key === 'WORKTREES' && findGitPlace(path).kind === 'git-dir';
  return isGits
    ? { message: 'is inside a .git folder', hint: 'name a folder outside of it' }
    : undefined;
}

function aboutMainRepo(path: string, state: FolderState): Complaint | undefined {
  const hint = 'name the folder of your git repository';
  if (state === 'missing') return { message: 'does not exist', hint };
  if (state !== 'folder') return { message: state.instead, hint };
  const place = findGitPlace(path);
  switch (place.kind) {
    case 'work-tree':
      return undefined;
    case 'bare':
      return {
        message: 'is a bare repository, without files to work on',
        hint: 'name a work tree: a clone, or one made by git worktree add',
      };
    case 'git-dir':
      return { message: 'is inside a .git folder', hint: 'name the folder that holds .git' };
    case 'broken':
      return {
        message: `is no git work tree: ${place.path} leads to no git folder`,
        hint: 'repair it with git worktree repair, or name another folder',
      };
    case 'none':
      return {
        message: 'is not a git work tree',
        hint: 'run git init there, or name another folder',
      };
  }
}

/** Names the folder, and shows the written text if it differs. */
function named({ message, hint }: Complaint, { path, value }: Place): Complaint {
  const variable = value.includes('$')
    ? '; variables are not expanded, write ~ or the whole path'
    : '';
  const which = path === value ? 'which' : `and ${path}`;
  return { message: `is ${shown(value)}, ${which} ${message}`, hint: `${hint}${variable}` };
}

/** Folders whose parent does not exist either, and will not be made. */
function orphans(missing: readonly MissingFolder[]): readonly ConfigProblem[] {
  const made = new Set<string>();
  return missing.flatMap(({ key, path, source }) => {
    const parent = dirname(path);
    if (made.has(parent) || lookAt(parent) === 'folder') {
      made.add(path);
      return [];
    }
    const message = `is ${shown(path)}, which does not exist, and neither does the folder it would be in`;
    return [{ source, key, message, hint: joinShellWords(['mkdir', '-p', parent]) }];
  });
}

/** A session's worktree would have the path of its folder. */
function clash(
  { WORKTREES: worktrees, SESSIONS: sessions }: FolderReading['paths'],
  values: RawValues,
  { configPath }: FolderContext,
): readonly ConfigProblem[] {
  if (worktrees === undefined || sessions === undefined) return [];
  if (!isSamePath(worktrees, sessions)) return [];
  const source = values.get('SESSIONS')?.source ?? configPath;
  const message = `is ${shown(sessions)}, the folder of WORKTREES, too: a session and its worktree would have one path`;
  return [{ source, key: 'SESSIONS', message, hint: 'name another folder for one of them' }];
}

function complete(paths: Partial<Record<FolderKey, string>>): Folders | undefined {
  const { MAIN_REPO: mainRepo, WORKTREES: worktrees, SESSIONS: sessions } = paths;
  if (mainRepo === undefined || worktrees === undefined || sessions === undefined) return undefined;
  return { mainRepo, worktrees, sessions };
}
