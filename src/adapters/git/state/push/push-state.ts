import type { StatePushed } from '../../../../app/ports/fleet/state-travel.ts';
import type { Stops } from '../../../../app/ports/repository.ts';
import { lostRef, stateRef } from '../../../../domain/fleet/carried-state.ts';
import { publishWords } from '../../../../domain/report/publish-failure.ts';
import { joinShellWords } from '../../../../domain/text/shell-words.ts';
import { type CheckpointGit, openRefsGit } from '../../checkpoint/raw-git.ts';
import { stdoutOf } from '../../checkpoint/stdout-of.ts';
import { keepNote, machineOf } from '../note.ts';
import {
  openRemoteGit,
  pushRef,
  type RefPush,
  remoteCommit,
  shownRemote,
  stateRemote,
} from '../remote-git.ts';
import type { StatePlace } from '../state-place.ts';
import type { MadeState } from './commit-state.ts';

const LOCAL_LIMIT_MS = 30_000;

/**
 * Pushes a state that was made here, if the remote has the state before it, or an earlier one of this machine: a push
 * whose answer was lost is no other machine's.
 */
export async function pushState(
  place: StatePlace,
  { note, rows, withheld }: MadeState,
  stops: Stops,
): Promise<StatePushed> {
  const ref = stateRef(place.session);
  const { commit } = note;
  const refs = openRefsGit(place, { ...stops, timeoutMs: LOCAL_LIMIT_MS });
  const git = openRemoteGit(place, stops);
  const remote = await stateRemote(place, git);
  const shown = shownRemote(remote);
  const known = note.pushed?.remote === shown ? note.pushed.commit : '';
  const target = { remote, ref, commit };
  // The ref here keeps the objects from `git gc`, until the next state has them as parents.
  const [first] = await Promise.all([
    pushRef(git, { ...target, expected: known }),
    refs(['update-ref', ref, commit]),
  ]);
  const done = (last: Exclude<RefPush, { kind: 'moved' }>): StatePushed => {
    if (last.kind === 'refused') return unmovable(last.why);
    keepNote(place, { ...note, pushed: { remote: shown, commit, rows } });
    return { kind: 'pushed', commit, withheld };
  };
  if (first.kind !== 'moved') return done(first);
  const there = await remoteCommit(git, remote, ref);
  if (there === undefined && known !== '') {
    const put = ['git', `--git-dir=${place.commonDir}`, 'push', shown, `${known}:${ref}`];
    // Another machine may have ended the session: only a person puts its state back.
    return unmovable(`${shown} has no state of the session any more`, joinShellWords(put));
  }
  if (there !== undefined && !(await isOurs(place, refs, { there, commit }))) {
    return await keepLost(place, { refs, git, remote, commit });
  }
  const second = await pushRef(git, { ...target, expected: there ?? '' });
  return second.kind === 'moved' ? unmovable(second.why) : done(second);
}

/** Whether a state of the remote is an earlier one of this machine. Throws where git cannot tell. */
async function isOurs(
  { machine }: StatePlace,
  refs: CheckpointGit,
  { there, commit }: { readonly there: string; readonly commit: string },
): Promise<boolean> {
  const found = await stdoutOf(refs(['cat-file', '--batch-check'], `${there}\n`));
  if (found.trimEnd().endsWith(' missing')) return false;
  const ahead = await stdoutOf(refs(['rev-list', '--max-count=1', there, `^${commit}`]));
  return ahead === '' && (await machineOf(refs, there)) === machine;
}

function unmovable(why: string, cure?: string): StatePushed {
  return { kind: 'unmovable', why: publishWords(why), ...(cure !== undefined && { cure }) };
}

/** The work of a holder that lost the session, for a person to look at. */
async function keepLost(
  place: StatePlace,
  of: {
    readonly refs: CheckpointGit;
    readonly git: CheckpointGit;
    readonly remote: string;
    readonly commit: string;
  },
): Promise<StatePushed> {
  const { refs, git, remote, commit } = of;
  const ref = lostRef(place.session, place.run);
  await refs(['update-ref', ref, commit]);
  const kept = await pushRef(git, { remote, ref, commit, expected: undefined });
  return { kind: 'lost', kept: kept.kind === 'ok' ? ref : undefined };
}
