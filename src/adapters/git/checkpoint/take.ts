import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckpointMoment, Taken } from '../../../app/ports/checkpoints.ts';
import type { Stops } from '../../../app/ports/repository.ts';
import type { CheckpointFacts } from '../../../domain/checkpoints/checkpoint.ts';
import { errorMessage } from '../../../domain/text/error-code.ts';
import { entryStamp } from '../../disk/held-folder.ts';
import { commitOf } from '../head.ts';
import { gitFoldersOf } from '../place/folders.ts';
import { type Changed, changedFiles } from './changed-files.ts';
import { commitAs } from './commit-checkpoint.ts';
import { forcedFiles } from './forced-files.ts';
import { listCheckpoints } from './list.ts';
import {
  type CheckpointGit,
  type CheckpointPlace,
  type GitLimits,
  openRawGit,
  openRefsGit,
  setOwnHead,
} from './raw-git.ts';
import { keepLast, type LastCheckpoint, readLast } from './record.ts';
import { stdoutOf } from './stdout-of.ts';

/** The work tree of a session. */
export interface SessionWork extends CheckpointPlace {
  /** The folder name of the session. */
  readonly session: string;
  /** Folders that samocode itself writes to; they may be inside the work tree. */
  readonly ownFolders: readonly string[];
  readonly now: () => Date;
}

/** The first one reads every file of the work tree. */
const FIRST_LIMIT_MS = 180_000;
const LIMIT_MS = 60_000;

/**
 * Keeps the files of a work tree as a commit at `refs/samocode/checkpoints/<session>/<n>`: tracked and untracked
 * ones, links and executable bits, byte for byte. HEAD, index, branches and files stay as they are. Killed at any
 * step, it leaves at most objects that `git gc` removes, and the next one is complete.
 */
export async function takeCheckpoint(
  work: SessionWork,
  moment: CheckpointMoment,
  stops: Stops,
): Promise<Taken> {
  if (!existsSync(join(work.workTree, '.git'))) return { kind: 'unchanged' };
  try {
    return await take(work, moment, stops);
  } catch (error) {
    if (stops.stop.aborted) return { kind: 'unchanged' };
    return { kind: 'failed', why: errorMessage(error) };
  }
}

async function take(work: SessionWork, moment: CheckpointMoment, stops: Stops): Promise<Taken> {
  const { ownDir, session } = work;
  const timeoutMs = existsSync(join(ownDir, 'index')) ? LIMIT_MS : FIRST_LIMIT_MS;
  const limits = { ...stops, timeoutMs };
  const [raw, refs] = [openRawGit(work, limits), openRefsGit(work, limits)];
  const known = readLast(ownDir);
  const now = await stateOf(work, { raw, known, limits });
  if (known !== undefined && isSame(known, now)) {
    if (known.indexStamp !== now.indexStamp) keepLast(ownDir, { ...known, ...now });
    return { kind: 'unchanged' };
  }
  const last = known ?? (await listCheckpoints(refs, session)).at(-1);
  const { head, leftOut, repositories } = now;
  const facts: CheckpointFacts = {
    v: 1,
    ...{ session, number: (last?.number ?? 0) + 1, ...moment, at: work.now().toISOString() },
    ...{ head, leftOut, repositories },
  };
  const { warning, ...made } = await commitAs({ raw, refs }, { facts, tree: now.tree, last });
  setOwnHead(ownDir, made.commit);
  keepLast(ownDir, { ...now, ...made });
  return {
    kind: 'taken',
    checkpoint: { ...facts, ...made },
    ...(warning !== undefined && { warning }),
  };
}

type State = Omit<LastCheckpoint, 'number' | 'commit'>;

/** HEAD and content of the work tree now; brings own index up to date. */
async function stateOf(
  work: SessionWork,
  of: {
    readonly raw: CheckpointGit;
    readonly known: LastCheckpoint | undefined;
    readonly limits: GitLimits;
  },
): Promise<State> {
  const { workTree, ownDir } = work;
  const { raw, known, limits } = of;
  const head = headOf(workTree);
  const isFirst = !existsSync(join(ownDir, 'index'));
  if (isFirst) await stdoutOf(raw(['read-tree', head ?? '--empty']));
  const base = isFirst || known === undefined ? head : known.base;
  const indexStamp = entryStamp(join(gitFoldersOf(workTree).gitDir, 'index'));
  const isIndexKnown = !isFirst && indexStamp === known?.indexStamp;
  const forced = isIndexKnown ? [] : await forcedFiles(work, base, limits);
  const changed = await changedFiles(raw, work, forced);
  return {
    ...{ head, base, tree: await treeOf(raw, changed) },
    ...{ leftOut: sorted(changed.leftOut), repositories: sorted(changed.repositories) },
    ...(indexStamp !== undefined && { indexStamp }),
  };
}

function headOf(workTree: string): string | null {
  const commit = commitOf(gitFoldersOf(workTree));
  return commit === 'unborn' ? null : commit;
}

function sorted(paths: readonly string[]): readonly string[] {
  return [...paths].sort();
}

function isSame(
  last: LastCheckpoint,
  now: Pick<LastCheckpoint, 'head' | 'tree' | 'leftOut' | 'repositories'>,
): boolean {
  const keyOf = ({ head, tree, leftOut, repositories }: typeof now): string =>
    JSON.stringify([head, tree, leftOut, repositories]);
  return keyOf(last) === keyOf(now);
}

/** Brings own index up to date and writes its tree. */
async function treeOf(raw: CheckpointGit, { paths, gone, leftOut }: Changed): Promise<string> {
  const listOf = (of: readonly string[]): string => of.map((path) => `${path}\0`).join('');
  const removed = [...gone, ...leftOut];
  // First: a file or a link may have the place of a folder that is gone.
  const remove = ['update-index', '-z', '--force-remove', '--stdin'];
  if (removed.length > 0) await stdoutOf(raw(remove, listOf(removed)));
  const update = ['update-index', '-z', '--add', '--replace', '--remove', '--stdin'];
  if (paths.length > 0) await stdoutOf(raw(update, listOf(paths)));
  return (await stdoutOf(raw(['write-tree']))).trim();
}
