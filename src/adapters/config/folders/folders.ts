import { dirname } from 'node:path';
import type { Folders } from '../../../domain/settings/config.ts';
import { type Complaint, type ConfigProblem, shown } from '../../../domain/settings/problem.ts';
import type { RawValue, RawValues } from '../../../domain/settings/raw-value.ts';
import { FOLDER_KEYS, type FolderKey, SETTINGS } from '../../../domain/settings/table/table.ts';
import { readForm } from '../../../domain/settings/values/form.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { isSamePath } from '../../disk/real-path.ts';
import { expandPath } from './expand-path.ts';
import { aboutFolder, aboutMainRepo, lookAt } from './folder-faults.ts';

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
