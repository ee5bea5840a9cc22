import { existsSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import * as z from 'zod/mini';
import {
  credentialsText,
  PACKAGE_CACHES,
  type SandboxChoice,
} from '../../domain/set-up/credentials-file.ts';
import {
  projectFileText,
  type ProjectSettings,
  type Proposal,
  proposeFolders,
  proposeSetUp,
  proposeVerify,
} from '../../domain/set-up/project-file.ts';
import { formatProblem } from '../../domain/settings/problem.ts';
import type { RawValues } from '../../domain/settings/raw-value.ts';
import { readJson } from '../../domain/text/read-json.ts';
import { UserError } from '../../domain/text/user-error.ts';
import { readText } from '../disk/read-file.ts';
import { commonDirOf } from '../git/place/folders.ts';
import { findGitPlace } from '../git/place/git-place.ts';
import { here } from './environment.ts';
import { createFile } from './files/create-file.ts';
import { createFolders } from './folders/create-folders.ts';
import { expandPath } from './folders/expand-path.ts';
import { readFolders } from './folders/folders.ts';
import { loadSettings } from './load-config.ts';
import { accept } from './trust/accepted.ts';
import { readCommands } from './trust/project-commands.ts';

/** From the repository that `repo` (relative to `cwd`) lies in; throws a UserError when there is none. */
export function propose(repo: string | undefined): Proposal {
  const start = absolute(repo ?? '.');
  const place = findGitPlace(start);
  if (place.kind !== 'work-tree') {
    throw new UserError(`${start} is in no git work tree`, {
      hint: 'go to your repository (or git init one), or give --repo <folder>',
    });
  }
  const { root } = place;
  const has = (name: string): boolean => existsSync(join(root, name));
  return {
    configPath: join(root, '.samocode'),
    settings: {
      ...proposeFolders(basename(root) || 'project'),
      setUp: undefined,
      verify: undefined,
    },
    setUp: proposeSetUp(has),
    verify: proposeVerify(has, packageScripts(root)),
  };
}

/** Makes a typed path absolute. */
export function absolute(path: string): string {
  const expanded = expandPath({ value: path, ...place() });
  if ('path' in expanded) return expanded.path;
  throw new UserError(`${path} ${expanded.message}`, { hint: expanded.hint });
}

/** How a path is best written down: short where it is near the file, else whole. */
export function writtenPath(configPath: string, path: string): string {
  const near = relative(dirname(configPath), path) || '.';
  return near.startsWith('../../') || near === '../..' ? path : near;
}

/** Everything that would be wrong with these folders; nothing is written. */
export function checkSettings(configPath: string, settings: ProjectSettings): void {
  const at = (value: string) => ({ value, source: configPath, folder: dirname(configPath) });
  const values: RawValues = new Map([
    ['MAIN_REPO', at(settings.mainRepo)],
    ['WORKTREES', at(settings.worktrees)],
    ['SESSIONS', at(settings.sessions)],
  ]);
  const { problems } = readFolders(values, { ...place(), configPath });
  if (problems.length === 0) return;
  throw new UserError(problems.map(formatProblem), { hint: 'nothing was written' });
}

/** A `.samocode` is never written over. */
export function configExists(configPath: string): UserError {
  return new UserError(`${configPath} is there already`, {
    hint: 'it was left as it is; edit it, or remove it and run samocode init again',
  });
}

/** How the files of a project are written. */
export interface WriteOptions extends Pick<SandboxChoice, 'sandbox'> {
  /** Adds paths to a repository's `info/exclude`; returns the added lines. */
  readonly excludeFromGit: (
    git: { readonly root: string; readonly commonDir: string },
    paths: readonly string[],
  ) => readonly string[];
}

/** Writes the file, creates its folders and hides them from git. Returns a line for each step. */
export function writeProject(
  configPath: string,
  settings: ProjectSettings,
  { sandbox, excludeFromGit }: WriteOptions,
): readonly string[] {
  const text = projectFileText(settings);
  if (text === undefined) {
    throw new UserError('a value has a line break or all kinds of quotes in it', {
      hint: 'nothing was written; choose simpler paths, or a script for VERIFY',
    });
  }
  if (!createFile(configPath, text, 0o644)) {
    throw configExists(configPath);
  }
  const named = { ...here(), configPath };
  const caches = PACKAGE_CACHES.filter((name) => existsSync(join(named.home, name)));
  const written = caches.map((name) => `~/${name}`);
  const credentials = writeCredentialsFile(configPath, { sandbox, caches: written });
  // A file that samocode itself has just written for the person.
  accept(readCommands(named));
  const loaded = loadSettings(named);
  const created = createFolders(loaded.missing);
  const hidden = hideFromGit(excludeFromGit, loaded.config.mainRepo, [
    credentials.path,
    loaded.config.worktrees,
    loaded.config.sessions,
  ]);
  return [
    `wrote ${configPath}`,
    ...credentials.notes,
    ...created,
    ...hidden.map((line) => `git ignores ${line} (info/exclude)`),
    ...loaded.warnings,
  ];
}

/** Creates the file for credentials, for its owner only; an existing file stays unchanged. */
function writeCredentialsFile(
  configPath: string,
  choice: SandboxChoice,
): {
  readonly path: string;
  readonly notes: readonly string[];
} {
  const path = join(dirname(configPath), '.samocode.env');
  const isMade = createFile(path, credentialsText(choice), 0o600);
  if (!isMade) return { path, notes: [`${path} is there already, and stays as it is`] };
  const sibling = join(dirname(configPath), '.env');
  const unread = existsSync(sibling)
    ? [`${sibling} is not read: copy the settings that are meant for samocode into ${path}`]
    : [];
  return { path, notes: [`wrote ${path} (put credentials there)`, ...unread] };
}

function hideFromGit(
  excludeFromGit: WriteOptions['excludeFromGit'],
  mainRepo: string,
  paths: readonly string[],
): readonly string[] {
  const git = findGitPlace(mainRepo);
  if (git.kind !== 'work-tree') return [];
  return excludeFromGit({ root: git.root, commonDir: commonDirOf(git.gitDir) }, paths);
}

function place() {
  const at = here();
  return { ...at, folder: at.cwd, platform: process.platform };
}

const packageSchema = z.object({ scripts: z.record(z.string(), z.unknown()) });

/** None without a `package.json`, or with one that npm could not read either. */
export function packageScripts(root: string): Readonly<Record<string, unknown>> {
  return readJson(packageSchema, readText(join(root, 'package.json')))?.scripts ?? {};
}
