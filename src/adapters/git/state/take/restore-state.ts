import { chmodSync, fchmodSync, lstatSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Stops } from '../../../../app/ports/repository.ts';
import type { CarriedMeta } from '../../../../domain/fleet/carried-state.ts';
import { moveEntry, syncFolder } from '../../../disk/entries.ts';
import { makeFolder } from '../../../disk/make-folder.ts';
import { fromRegular } from '../../../disk/regular-file.ts';
import { syncFile } from '../../../disk/write-file.ts';
import { addWorktree, checkOut, withOwnDir } from '../../checkpoint/add-worktree.ts';
import { openRefsGit } from '../../checkpoint/raw-git.ts';
import { stdoutOf } from '../../checkpoint/stdout-of.ts';
import { branchWords } from '../branch.ts';
import { keepNote } from '../note.ts';
import { checkOutFiltered } from '../push/filtered.ts';
import { shownRemote } from '../remote-git.ts';
import type { StatePlace } from '../state-place.ts';
import { moveTree, removeUnfinished, unfinishedAt, unfinishedTree } from './unfinished-take.ts';

const LIMIT_MS = 10 * 60_000;

/** Makes worktree and session folder of a state. The session folder comes last, complete: only then is the session here. */
export async function restoreState(
  place: StatePlace,
  of: { readonly remote: string; readonly commit: string; readonly meta: CarriedMeta },
  stops: Stops,
): Promise<void> {
  const { sessionFolder, commonDir } = place;
  const { remote, commit, meta } = of;
  const limits = { ...stops, timeoutMs: LIMIT_MS };
  const refs = openRefsGit({ ...place, workTree: commonDir }, limits);
  await removeUnfinished(place, refs);
  const unfinished = unfinishedAt(place);
  const there = { ...place, workTree: unfinishedTree(place) };
  for (const folder of [unfinished, dirname(there.workTree)]) {
    makeFolder(folder);
  }
  const names = new Set((await stdoutOf(refs(['ls-tree', '--name-only', commit]))).split('\n'));
  const tree = (name: string): string | undefined =>
    names.has(name) ? `${commit}:${name}` : undefined;
  await checkOutSession(place, { folder: unfinished, tree: tree('session') }, stops);
  const add = await branchWords(refs, there, meta);
  // Twice: git was killed while it added this worktree.
  const force = ['--force', '--force'];
  const worktree = { add: [...force, ...add], index: tree('index'), files: tree('work') };
  await addWorktree(there, worktree, limits);
  await checkOutFiltered(there, limits);
  keepNote(place, { commit, pushed: { remote: shownRemote(remote), commit }, files: null });
  moveTree(place);
  moveEntry(unfinished, sessionFolder);
  syncFolder(dirname(sessionFolder));
  await removeUnfinished(place, refs);
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
