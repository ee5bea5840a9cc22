import type { StateTaken } from '../../../../app/ports/fleet/state-travel.ts';
import type { Stops } from '../../../../app/ports/repository.ts';
import type { Refusal } from '../../../../app/ports/worktree.ts';
import {
  type CarriedMeta,
  metaText,
  seenRef,
  stateRef,
} from '../../../../domain/fleet/carried-state.ts';
import { UPDATE } from '../../../../domain/fleet/schema-version.ts';
import { publishWords } from '../../../../domain/report/publish-failure.ts';
import { joinShellWords } from '../../../../domain/text/shell-words.ts';
import { openRawGit, openRefsGit } from '../../checkpoint/raw-git.ts';
import { stdoutOf } from '../../checkpoint/stdout-of.ts';
import { refused } from '../../refusal.ts';
import { metaAt } from '../note.ts';
import { fetchPromised } from '../promised-objects.ts';
import { imported } from '../push/commit-state.ts';
import { fetchRef, openRemoteGit, pushRef, shownRemote, stateRemote } from '../remote-git.ts';
import type { StatePlace } from '../state-place.ts';
import { obstacleOf } from './obstacle.ts';
import { moveOldCopy, oldCopyOf } from './old-copy.ts';
import { restoreState } from './restore-state.ts';
import { lockTake } from './take-lock.ts';

const LIMIT_MS = 10 * 60_000;
/** The machine that has the session may push a state meanwhile, and then another one. */
const TRIES = 3;

/**
 * Takes a session over: first its ref, so that the machine that had it can push no more, then its files. Killed at
 * any step, it is done again by the next `take`, here or elsewhere. `onPush`: the remote changes from here on.
 */
export async function takeState(
  place: StatePlace,
  stops: Stops,
  onPush: () => void,
): Promise<StateTaken> {
  const lock = lockTake(place);
  if (lock.kind === 'held') {
    const who = lock.pid === undefined ? '' : ` (pid ${lock.pid})`;
    return refuse(
      refused(`another process${who} takes the session over here`, 'wait until it has ended'),
    );
  }
  try {
    return await takeAlone(place, stops, onPush);
  } finally {
    lock.release();
  }
}

async function takeAlone(place: StatePlace, stops: Stops, onPush: () => void): Promise<StateTaken> {
  const { session } = place;
  const limits = { ...stops, timeoutMs: LIMIT_MS };
  const refs = openRefsGit({ ...place, workTree: place.commonDir }, limits);
  const git = openRemoteGit(place, stops);
  const remote = await stateRemote(place, git);
  const ref = stateRef(session);
  let why = '';
  for (let tries = 0; tries < TRIES; tries += 1) {
    const found = await fetchRef(git, remote, { ref, into: seenRef(session) });
    if (found === undefined) return { kind: 'none' };
    const look = ['git', `--git-dir=${place.commonDir}`, 'show', `${found}:meta.json`];
    const { reading } = await metaAt(refs, found);
    if (reading.kind !== 'meta') return refuse(unreadable(reading.kind, joinShellWords(look)));
    const { meta } = reading;
    const parents = await stdoutOf(refs(['rev-list', '--parents', '--max-count=1', found]));
    const isWhole = parents.trim().split(' ').slice(1).includes(meta.head);
    if (meta.session !== session || !isWhole)
      return refuse(unreadable('other', joinShellWords(look)));
    const old = await oldCopyOf(place, found, refs, stops);
    const obstacle = await obstacleOf(place, { meta, old }, refs);
    if (obstacle !== undefined) return refuse(obstacle);
    await fetchPromised(refs, git, found);
    const commit = await takingCommit(place, { found, meta }, stops);
    onPush();
    const pushed = await pushRef(git, { remote, ref, commit, expected: found });
    if (pushed.kind === 'ok') {
      await stdoutOf(refs(['update-ref', ref, commit]));
      // Before the note of the new state: until then the old folder does not pass for the session.
      const aside = await moveOldCopy(place, old, { refs, head: meta.head });
      await restoreState(place, { remote, commit, meta }, stops);
      return { kind: 'taken', commit, meta, aside };
    }
    why = publishWords(pushed.why);
    if (pushed.kind === 'refused') break;
  }
  const again = ['git', `--git-dir=${place.commonDir}`, 'ls-remote', shownRemote(remote), ref];
  return refuse(
    refused(
      `${shownRemote(remote)} does not let the session be taken: ${why}`,
      joinShellWords(again),
    ),
  );
}

function refuse(refusal: Refusal): StateTaken {
  return { kind: 'refused', refusal };
}

function unreadable(kind: 'newer' | 'other', look: string): Refusal {
  return kind === 'newer'
    ? refused('a later version of samocode wrote the state', UPDATE)
    : refused('the state is not one of this session that samocode wrote', look);
}

/** The same state, of this machine: the one that had the session does not have it as a parent. */
async function takingCommit(
  place: StatePlace,
  { found, meta }: { readonly found: string; readonly meta: CarriedMeta },
  stops: Stops,
): Promise<string> {
  const at = place.now();
  const { machine, run } = place;
  const raw = openRawGit(
    { ...place, workTree: place.commonDir },
    { ...stops, timeoutMs: LIMIT_MS },
  );
  return await imported(raw, place, {
    ...{ from: found, head: meta.head, at },
    message: `samocode: ${meta.session} is taken over by ${machine}\n`,
    meta: metaText({ ...meta, machine, run, at: at.toISOString() }),
  });
}
