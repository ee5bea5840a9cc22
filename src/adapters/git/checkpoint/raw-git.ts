import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../disk/make-folder.ts';
import { readText } from '../../disk/read-file.ts';
import { replaceFile } from '../../disk/write-file.ts';
import type { RunTool, ToolResult } from '../../tool.ts';
import { gitEnvironment } from '../environment.ts';
import { readingTool } from '../reading.ts';

/** The place that a checkpoint is taken of, or restored to. */
export interface CheckpointPlace {
  /** The work tree. */
  readonly workTree: string;
  /** The common git folder of its repository, whose objects it shares. */
  readonly commonDir: string;
  /** The git folder of samocode's own with which it sees the work tree. */
  readonly ownDir: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly runTool: RunTool;
}

/** Until when git may work, and what ends it earlier. */
export interface GitLimits {
  readonly timeoutMs: number;
  readonly stop: AbortSignal;
  readonly kill: AbortSignal;
}

/** Runs git; its words are read as latin1, which keeps every byte. */
export type CheckpointGit = (
  args: readonly string[],
  input?: string | Uint8Array,
) => Promise<ToolResult>;

/** No attribute of a repository changes a byte: this file wins over every `.gitattributes`. */
const ATTRIBUTES = '* -text -eol -ident -filter -working-tree-encoding\n';
const LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * A git folder of samocode's own over the session's work tree: own index, own settings, no hooks, no
 * filters, no conversion. Its objects are those of the repository, so a file that git has is not stored again.
 */
export function openRawGit(place: CheckpointPlace, limits: GitLimits): CheckpointGit {
  const { workTree, commonDir, ownDir } = place;
  prepare(place);
  const env = {
    ...environmentOf(place),
    GIT_DIR: ownDir,
    GIT_WORK_TREE: workTree,
    GIT_OBJECT_DIRECTORY: join(commonDir, 'objects'),
  };
  return gitIn(place, env, limits);
}

/** Git for the refs of the repository; its hooks and settings start nothing. */
export function openRefsGit(place: CheckpointPlace, limits: GitLimits): CheckpointGit {
  return gitIn(place, { ...environmentOf(place), GIT_DIR: place.commonDir }, limits);
}

/** Git for one worktree, which takes a copy for its index; its hooks and settings start nothing. */
export function openIndexGit(
  place: CheckpointPlace,
  { gitDir, index }: { readonly gitDir: string; readonly index: string },
  limits: GitLimits,
): CheckpointGit {
  const env = { ...environmentOf(place), GIT_DIR: gitDir, GIT_INDEX_FILE: index };
  return gitIn(place, env, limits);
}

/** Git that only reads in the worktree, with its own index, and starts no program that its settings name. */
export function openReadingGit(
  { workTree, environment, runTool }: Pick<CheckpointPlace, 'workTree' | 'environment' | 'runTool'>,
  limits: GitLimits,
): CheckpointGit {
  const read = readingTool(runTool);
  return async (args, input) =>
    await read('git', args, {
      ...{ cwd: workTree, env: gitEnvironment(environment), ...limits, graceMs: 0 },
      ...{ encoding: 'latin1', limitBytes: LIMIT_BYTES },
      ...(input !== undefined && { input: bytesOf(input) }),
    });
}

const WITHOUT_PROGRAMS = [
  ...['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'core.pager=cat'],
  ...[
    '-c',
    'core.attributesFile=/dev/null',
    '-c',
    'core.autocrlf=false',
    '-c',
    'core.safecrlf=false',
  ],
];

function gitIn(
  { workTree, runTool }: CheckpointPlace,
  env: Readonly<Record<string, string>>,
  limits: GitLimits,
): CheckpointGit {
  return async (args, input) =>
    await runTool('git', [...WITHOUT_PROGRAMS, ...args], {
      ...{ cwd: workTree, env, ...limits, graceMs: 500 },
      ...{ encoding: 'latin1', limitBytes: LIMIT_BYTES },
      ...(input !== undefined && { input: bytesOf(input) }),
    });
}

function bytesOf(input: string | Uint8Array): Uint8Array {
  return typeof input === 'string' ? Buffer.from(input, 'latin1') : input;
}

function environmentOf({ environment }: CheckpointPlace): Readonly<Record<string, string>> {
  const name = 'samocode';
  const email = 'samocode@localhost';
  return {
    ...gitEnvironment(environment),
    ...{ GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: '' },
    ...{ GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email },
    ...{ GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email },
  };
}

/** Only the holder of the session's lease works here: a lock was left by a git that was killed. */
function prepare({ commonDir, ownDir }: CheckpointPlace): void {
  for (const name of ['refs', 'info']) makeFolder(join(ownDir, name));
  rmSync(join(ownDir, 'index.lock'), { force: true });
  const format = /^\s*objectformat\s*=\s*(\w+)/im.exec(readText(join(commonDir, 'config')))?.[1];
  const config = [
    '[core]\n\trepositoryformatversion = 1\n\tbare = false\n\tuntrackedCache = true\n',
    ...(format === undefined ? [] : [`[extensions]\n\tobjectFormat = ${format}\n`]),
  ];
  keepFile(join(ownDir, 'config'), config.join(''));
  keepFile(join(ownDir, 'info/attributes'), ATTRIBUTES);
  keepFile(join(ownDir, 'info/exclude'), readText(join(commonDir, 'info/exclude')));
  if (readText(join(ownDir, 'HEAD')) === '') setOwnHead(ownDir, undefined);
}

/** Own HEAD is the last checkpoint: the status of git is what changed since. */
export function setOwnHead(ownDir: string, commit: string | undefined): void {
  keepFile(join(ownDir, 'HEAD'), `${commit ?? 'ref: refs/heads/none'}\n`);
}

function keepFile(path: string, text: string): void {
  if (readText(path) !== text) replaceFile(path, text);
}
