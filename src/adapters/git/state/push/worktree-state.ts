import { copyFileSync, existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckpointMoment } from '../../../../app/ports/checkpoints.ts';
import type { Stops } from '../../../../app/ports/repository.ts';
import { LARGEST_KEPT_BYTES } from '../../../../domain/checkpoints/checkpoint.ts';
import { looksSecret, type Withheld } from '../../../../domain/fleet/withheld.ts';
import { openIndexGit, openRefsGit } from '../../checkpoint/raw-git.ts';
import { readLast } from '../../checkpoint/record.ts';
import { GitFailed, stdoutOf } from '../../checkpoint/stdout-of.ts';
import { takeCheckpoint } from '../../checkpoint/take.ts';
import { ownPaths } from '../../content/own-paths.ts';
import { pathIn, pathsOf } from '../../content/paths.ts';
import { ownGitDir } from '../../worktree/own-git-dir.ts';
import { branchIn } from '../../worktree/worktree-look.ts';
import { allEnded } from '../all-ended.ts';
import type { StatePlace } from '../state-place.ts';
import { type Difference, differences, largePaths } from './differences.ts';
import { filteredPaths } from './filtered.ts';

/** One of the two trees of a worktree: its files, or its index. */
export interface CarriedTree {
  readonly tree: string;
  /** The entries of withheld files as HEAD has them; no id: HEAD has none. */
  readonly instead: readonly {
    readonly path: string;
    readonly mode: string;
    readonly id?: string;
  }[];
}

/** All that a worktree is, but for ignored and other withheld files. */
export interface WorktreeState {
  readonly head: string;
  readonly branch: string | null;
  readonly files: CarriedTree;
  readonly index: CarriedTree;
  readonly withheld: readonly Withheld[];
}

const LIMIT_MS = 60_000;
/** Git is in the middle of something whose files lie in its own folder. */
const UNDER_WAY = [
  ...['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'BISECT_LOG'],
  ...['rebase-merge', 'rebase-apply', 'sequencer'],
];

/** The tree of the index, and the ignored files that it does not have. */
interface Indexed {
  readonly tree: string;
  readonly ignored: readonly string[];
}

/** Takes a checkpoint, and reads the index meanwhile. */
async function takeBoth(
  place: StatePlace,
  gitDir: string,
  moment: CheckpointMoment,
  stops: Stops,
): Promise<Indexed> {
  const index = join(place.ownDir, 'session-index');
  const checkpoint = async (): Promise<void> => {
    const taken = await takeCheckpoint(place, moment, stops);
    if (taken.kind === 'failed') throw new GitFailed(taken.why);
  };
  const taking = checkpoint();
  // Own folder is there since the checkpoint began.
  const ofIndex = async (): Promise<Indexed> => {
    copyFileSync(join(gitDir, 'index'), index);
    const git = openIndexGit(place, { gitDir, index }, { ...stops, timeoutMs: LIMIT_MS });
    const [tree, ignored] = await allEnded(stdoutOf(git(['write-tree'])), git(IGNORED));
    return { tree: tree.trim(), ignored: pathsOf(ignored.ok ? ignored.stdout : '') };
  };
  const [indexed] = await allEnded(ofIndex(), taking);
  return indexed;
}

/** Takes a checkpoint, whose tree it is, and the tree of the index. Throws where the worktree cannot travel now. */
export async function readWorktree(
  place: StatePlace,
  moment: CheckpointMoment,
  stops: Stops,
): Promise<WorktreeState> {
  const { ownDir } = place;
  const gitDir = quietGitDir(place);
  const limits = { ...stops, timeoutMs: LIMIT_MS };
  const refs = openRefsGit(place, limits);
  const indexed = await takeBoth(place, gitDir, moment, stops);
  const last = readLast(ownDir);
  if (last === undefined || stops.stop.aborted) throw new GitFailed('the checkpoint was stopped');
  const { head, tree, leftOut, repositories } = last;
  if (head === null) throw new GitFailed('the branch of the worktree has no commit');
  const [inFiles, inIndex] = await allEnded(
    differences(refs, head, tree),
    differences(refs, head, indexed.tree),
  );
  const changed = [...inFiles, ...inIndex].filter(({ isGone }) => !isGone);
  const paths = [...new Set(changed.map(({ path }) => path))];
  const filtered = await filteredPaths(place, paths, limits);
  const large = await largePaths(refs, inIndex);
  const isLeftOut = new Set([...leftOut, ...large]);
  const why = new Map<string, Withheld['why']>();
  for (const path of paths) {
    const reason = looksSecret(path) ? 'secret' : filtered.has(path) ? 'filter' : undefined;
    if (reason !== undefined && !isLeftOut.has(path)) why.set(path, reason);
  }
  const isWithheld = (path: string): boolean => isLeftOut.has(path) || why.has(path);
  const files = carried(tree, inFiles, isWithheld);
  const staged = carried(indexed.tree, inIndex, isWithheld);
  const withheld = listWithheld(place, {
    leftOut,
    large,
    why,
    repositories,
    ignored: indexed.ignored,
  });
  return { head, branch: branchIn(gitDir) ?? null, files, index: staged, withheld };
}

/** The git folder of the worktree. Throws where there is none, or where git is in the middle of something. */
function quietGitDir({ workTree, commonDir }: StatePlace): string {
  const gitDir = existsSync(workTree) ? ownGitDir(commonDir, workTree) : undefined;
  if (gitDir === undefined || !existsSync(join(gitDir, 'index'))) {
    throw new GitFailed(`there is no worktree of the session at ${workTree}`);
  }
  const busy = UNDER_WAY.find((name) => existsSync(join(gitDir, name)));
  if (busy !== undefined) throw new GitFailed(`git has not finished in the worktree: ${busy}`);
  return gitDir;
}

function listWithheld(
  { workTree, ownFolders }: StatePlace,
  found: {
    readonly leftOut: readonly string[];
    readonly large: ReadonlySet<string>;
    readonly why: ReadonlyMap<string, Withheld['why']>;
    readonly repositories: readonly string[];
    readonly ignored: readonly string[];
  },
): readonly Withheld[] {
  const isOwn = ownPaths(workTree, ownFolders);
  const as =
    (why: Withheld['why']) =>
    (path: string): Withheld => ({ of: 'worktree', path, why });
  return [
    ...[...found.large].map(as('large')),
    ...found.leftOut
      .filter((path) => !found.large.has(path))
      .map((path) => as(whyLeftOut(workTree, path))(path)),
    ...[...found.why].map(([path, why]) => as(why)(path)),
    ...found.repositories.map(as('repository')),
    ...found.ignored.filter((path) => !isOwn(path.replace(/\/$/, ''))).map(as('ignored')),
  ];
}

const IGNORED = ['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '-z'];

function whyLeftOut(workTree: string, path: string): 'large' | 'unreadable' {
  const size = lstatSync(pathIn(workTree, path), { throwIfNoEntry: false })?.size ?? 0;
  return size > LARGEST_KEPT_BYTES ? 'large' : 'unreadable';
}

/** A withheld file is in the tree as HEAD has it, or not at all. */
function carried(
  tree: string,
  from: readonly Difference[],
  isWithheld: (path: string) => boolean,
): CarriedTree {
  const instead = from
    .filter(({ path }) => isWithheld(path))
    .map(({ path, mode, id }) => ({ path, mode, ...(id !== undefined && { id }) }));
  return { tree, instead };
}
