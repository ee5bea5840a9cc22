import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ContentLook } from '../../../app/ports/repository.ts';
import type { Content } from '../../../domain/phases/progress.ts';
import { monotonicMs } from '../../monotonic.ts';
import type { RunTool } from '../../tool.ts';
import { gitFoldersOf, headMovedMs, workTreeRoot } from '../place/folders.ts';
import { readingTool } from '../reading.ts';
import { type FileMark, fileMark, type ReadBudget } from './file-mark.ts';
import { type Listing, readListing } from './listing.ts';
import { ownPaths } from './own-paths.ts';
import { pathIn } from './paths.ts';
import { LIST_INDEX, mayHoldSubmodules, submodulesIn } from './submodules.ts';

export interface ContentOptions {
  readonly runTool: RunTool;
  readonly environment: Readonly<Record<string, string>>;
  /** Folders that samocode itself writes to; they may be inside a work tree. */
  readonly ownFolders: readonly string[];
}

/** A million files take seconds, and a cold disk more. */
const LOOK_LIMIT_MS = 30_000;
const LISTING_LIMIT_BYTES = 16 * 1024 * 1024;
/** All files of a repository, not only those that differ. */
const INDEX_LIMIT_BYTES = 256 * 1024 * 1024;
const READ_BYTES = 64 * 1024 * 1024;
/** Repositories within repositories. */
const DEPTH = 3;

/** It does not look into submodules: git would start the programs that their settings name. */
const STATUS = [
  ...['status', '--porcelain=v2', '--branch', '--no-ahead-behind'],
  ...['-z', '--untracked-files=all', '--no-renames', '--ignore-submodules=dirty'],
];

/** What all looks into one work tree, and into repositories within it, have in common. */
interface Look {
  readonly endsMs: number;
  readonly budget: ReadBudget;
  readonly stop: AbortSignal;
}

/**
 * Examines all differences from HEAD in the work tree of a folder: one `git status`, because only
 * git knows its ignore rules, then the content of the listed files. Staging alone is no difference.
 */
export function contentLook(
  options: ContentOptions,
): (folder: string, stop: AbortSignal) => Promise<ContentLook> {
  return async (folder, stop) => {
    if (!existsSync(folder)) return { kind: 'unknown', why: 'the folder is not there' };
    const look = { endsMs: monotonicMs() + LOOK_LIMIT_MS, budget: { bytes: READ_BYTES }, stop };
    return await lookAt(options, look, { root: workTreeRoot(folder) ?? folder, depth: 0 });
  };
}

async function lookAt(
  options: ContentOptions,
  look: Look,
  at: { readonly root: string; readonly depth: number },
): Promise<ContentLook> {
  const git = gitAt(options, look, at.root);
  const status = await git(STATUS, LISTING_LIMIT_BYTES);
  if (!status.ok) return { kind: 'unknown', why: status.stderr.trim() };
  const listing = readListing(status.stdout);
  const index = mayHoldSubmodules(at.root) ? await git(LIST_INDEX, INDEX_LIMIT_BYTES) : NO_INDEX;
  if (!index.ok) return { kind: 'unknown', why: index.stderr.trim() };
  const { head, paths } = withSubmodules(listing, submodulesIn(index.stdout));
  const isOwn = ownPaths(at.root, options.ownFolders);
  const hash = createHash('sha256').update(at.root);
  let changed = 0;
  for (const { path, isRepository, isListed } of paths) {
    if (isOwn(path)) continue;
    const full = pathIn(at.root, path);
    const within = isRepository
      ? await lookWithin(options, look, { root: full.toString(), depth: at.depth + 1 })
      : undefined;
    if (within?.kind === 'unknown') return within;
    if (!isListed && within?.differs !== true) continue;
    const found = within === undefined ? fileMark(full, look.budget) : markOf(within.content);
    hash.update(`\0${path}\0${found.mark}`, 'latin1');
    changed = Math.max(changed, found.changed);
  }
  return { kind: 'content', content: { hash: hash.digest('hex').slice(0, 32), changed, head } };
}

/** Examines a submodule, or an untracked repository in another one; undefined if there is none. */
async function lookWithin(
  options: ContentOptions,
  look: Look,
  at: { readonly root: string; readonly depth: number },
): Promise<Within | undefined> {
  if (at.depth > DEPTH || !existsSync(join(at.root, '.git'))) return undefined;
  const found = await lookAt(options, look, at);
  if (found.kind === 'unknown') return found;
  const { content } = found;
  const changed = Math.max(content.changed, headMovedMs(gitFoldersOf(at.root)));
  return { kind: 'content', content: { ...content, changed }, differs: content.changed > 0 };
}

/** A repository within; `differs`: from its own HEAD. */
type Within =
  | Exclude<ContentLook, { readonly kind: 'content' }>
  | { readonly kind: 'content'; readonly content: Content; readonly differs: boolean };

const NO_INDEX = { ok: true, stdout: '', stderr: '' } as const;

/** Runs git in a work tree until the look has to end. */
function gitAt(options: ContentOptions, look: Look, cwd: string) {
  const tool = readingTool(options.runTool);
  return async (args: readonly string[], limitBytes: number): ReturnType<RunTool> =>
    await tool('git', args, {
      cwd,
      timeoutMs: Math.max(1, Math.ceil(look.endsMs - monotonicMs())),
      env: options.environment,
      limitBytes,
      encoding: 'latin1',
      stop: look.stop,
      // It only reads: nothing is to be taken back.
      graceMs: 0,
      kill: look.stop,
    });
}

/** The listed paths, and those of submodules whose commit is as recorded, in the order of their bytes. */
function withSubmodules({ head, paths }: Listing, submodules: readonly string[]) {
  const known = new Set(paths.map(({ path }) => path));
  const more = submodules.filter((path) => !known.has(path));
  const all = [
    ...paths.map((one) => ({ ...one, isListed: true })),
    ...more.map((path) => ({ path, isRepository: true, isListed: false })),
  ];
  return { head, paths: all.sort((one, other) => (one.path < other.path ? -1 : 1)) };
}

function markOf({ head, hash, changed }: Content): FileMark {
  return { mark: `repository ${head ?? ''} ${hash}`, changed };
}
