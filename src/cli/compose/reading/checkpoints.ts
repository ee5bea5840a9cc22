import { existsSync } from 'node:fs';
import { listCheckpoints } from '../../../adapters/git/checkpoint/list.ts';
import { openRefsGit } from '../../../adapters/git/checkpoint/raw-git.ts';
import { restoreHere, restoreInto } from '../../../adapters/git/checkpoint/restore.ts';
import { takeCheckpoint } from '../../../adapters/git/checkpoint/take.ts';
import { findGitPlace } from '../../../adapters/git/place/git-place.ts';
import type { CheckpointedWork, RestoredSession } from '../../../app/people/restore.ts';
import { NEVER } from '../../../app/ports/repository.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { heldWords } from '../../render/holder.ts';
import type { OpenSession } from '../people/open-session.ts';
import type { Place } from '../place/place.ts';
import { sessionWork } from '../place/session-work.ts';

const LIST_LIMIT_MS = 60_000;

/** The worktree of a session with its checkpoints; throws where the project is no git repository. */
export function checkpointedWork(place: Place): CheckpointedWork {
  const { mainRepo } = place.config;
  const work = sessionWork(place, findGitPlace(mainRepo), place.child);
  if (work === undefined) {
    throw new UserError(`${mainRepo} is not a git repository`, {
      hint: joinShellWords(['git', '-C', mainRepo, 'status']),
    });
  }
  const limits = { ...NEVER, timeoutMs: LIST_LIMIT_MS };
  return {
    ...{ workTree: work.workTree, exists: existsSync },
    list: () =>
      listCheckpoints(openRefsGit({ ...work, workTree: work.commonDir }, limits), work.session),
    take: (moment) => takeCheckpoint(work, moment, NEVER),
    restoreInto: (path, checkpoint, branch) =>
      restoreInto({ ...work, workTree: path }, checkpoint, { branch, stops: NEVER }),
    restoreHere: (current, checkpoint) =>
      restoreHere(work, { current: current.commit, checkpoint }, NEVER),
  };
}

/** A session to restore, for a person's command. */
export function restoredSession({ place, store, leases }: OpenSession): RestoredSession {
  const { config, session } = place;
  const named = { config: config.configPath, session };
  return {
    ...{ config, store, leases, work: checkpointedWork(place), run: `restore-${process.pid}` },
    heldWords: (holder) => heldWords(holder, named, Date.now()),
  };
}
