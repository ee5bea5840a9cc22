import { chmodSync, fchmodSync, lstatSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Stops } from '../../../app/ports/repository.ts';
import type { CarriedMeta } from '../../../domain/fleet/carried-state.ts';
import { exists, moveEntry, syncFolder } from '../../disk/entries.ts';
import { fromRegular } from '../../disk/regular-file.ts';
import { syncFile } from '../../disk/write-file.ts';
import { addWorktree, checkOut, withOwnDir } from '../checkpoint/add-worktree.ts';
import { type CheckpointGit, openRefsGit } from '../checkpoint/raw-git.ts';
import { stdoutOf } from '../checkpoint/stdout-of.ts';
import { checkOutFiltered } from './filtered.ts';
import { keepNote } from './note.ts';
import { shownRemote } from './remote-git.ts';
import type { StatePlace } from './state-place.ts';

const LIMIT_MS = 10 * 60_000;

/** While this folder is there, worktree and session folder are not complete. */
export function unfinishedAt({ sessionFolder }: Pick<StatePlace, 'sessionFolder'>): string {
  return join(dirname(sessionFolder), `.${basename(sessionFolder)}.restoring`);
}

/** Makes worktree and session folder of a state. The session folder comes last, complete: only then is the session here. */
export async function restoreState(
  place: StatePlace,
  of: { readonly remote: string; readonly commit: string; readonly meta: CarriedMeta },
  stops: Stops,
): Promise<void> {
  const { sessionFolder, workTree, commonDir } = place;
  const { remote, commit, meta } = of;
  const limits = { ...stops, timeoutMs: LIMIT_MS };
  const refs = openRefsGit({ ...place, workTree: commonDir }, limits);
  const unfinished = unfinishedAt(place);
  if (exists(unfinished)) {
    // An earlier take was killed; nothing but its own files is here.
    rmSync(workTree, { recursive: true, force: true });
    rmSync(unfinished, { recursive: true, force: true });
  }
  for (const folder of [unfinished, dirname(workTree)]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  const names = new Set((await stdoutOf(refs(['ls-tree', '--name-only', commit]))).split('\n'));
  const tree = (name: string): string | undefined =>
    names.has(name) ? `${commit}:${name}` : undefined;
  await checkOutSession(place, { folder: unfinished, tree: tree('session') }, stops);
  const add = await branchWords(refs, place, meta);
  // Twice: git was killed while it added this worktree.
  const force = ['--force', '--force'];
  const worktree = { add: [...force, ...add], index: tree('index'), files: tree('work') };
  await addWorktree(place, worktree, limits);
  await checkOutFiltered(place, limits);
  keepNote(place, { commit, pushed: { remote: shownRemote(remote), commit }, files: null });
  moveEntry(unfinished, sessionFolder);
  syncFolder(dirname(sessionFolder));
}

async function checkOutSession(
  place: StatePlace,
  { folder, tree }: { readonly folder: string; readonly tree: string | undefined },
  stops: Stops,
): Promise<void> {
  await withOwnDir(async (ownDir) => {
    const there = { ...place, ownDir, workTree: folder };
    await checkOut(there, tree, { ...stops, timeoutMs: LIMIT_MS });
  });
  makePrivate(Buffer.from(folder));
}

/** Session files are for their owner alone; they are on disk before the session is here. */
function makePrivate(folder: Buffer): void {
  for (const name of readdirSync(folder, { encoding: 'buffer' })) {
    const path = Buffer.concat([folder, Buffer.from('/'), name]);
    if (lstatSync(path).isDirectory()) makePrivate(path);
    fromRegular(path, (fd, { mode }) => {
      fchmodSync(fd, (mode & 0o100) === 0 ? 0o600 : 0o700);
      syncFile(fd);
    });
  }
  chmodSync(folder, 0o700);
}

/** A branch here, with the worktree that has it checked out. */
export async function findBranch(
  refs: CheckpointGit,
  branch: string,
): Promise<{ readonly commit: string; readonly workTree: string } | undefined> {
  const format = '--format=%(refname)%00%(objectname)%00%(worktreepath)';
  const listed = await stdoutOf(refs(['for-each-ref', format, `refs/heads/${branch}`]));
  const found = listed.split('\n').map((line) => line.split('\0'));
  const [, commit, workTree = ''] = found.find(([ref]) => ref === `refs/heads/${branch}`) ?? [];
  return commit === undefined
    ? undefined
    : { commit, workTree: Buffer.from(workTree, 'latin1').toString() };
}

/** The branch of the session: made, or moved forward to its HEAD. Any other one stays where it is. */
async function branchWords(
  refs: CheckpointGit,
  place: StatePlace,
  { branch, head }: CarriedMeta,
): Promise<readonly string[]> {
  const { workTree } = place;
  if (branch === null) return ['--detach', workTree, head];
  const there = await findBranch(refs, branch);
  if (there === undefined) return ['-b', branch, workTree, head];
  if (branch !== place.branch) return ['--detach', workTree, head];
  if (there.commit !== head) {
    await stdoutOf(refs(['update-ref', `refs/heads/${branch}`, head, there.commit]));
  }
  return [workTree, branch];
}
