import { rmSync } from 'node:fs';
import type { CleanedCheckpoints } from '../../../app/clean/clean-sessions.ts';
import type { Stops } from '../../../app/ports/repository.ts';
import { listCheckpoints, removeCheckpoints } from './list.ts';
import { openRefsGit } from './raw-git.ts';
import type { SessionWork } from './take.ts';

const LIMIT_MS = 60_000;

/** The checkpoints of a session, to be counted or removed with the files that belong to them. */
export function keptCheckpoints(work: SessionWork, stops: Stops): CleanedCheckpoints {
  const refs = openRefsGit(
    { ...work, workTree: work.commonDir },
    { ...stops, timeoutMs: LIMIT_MS },
  );
  return {
    count: async () => (await listCheckpoints(refs, work.session)).length,
    remove: async () => {
      const removed = await removeCheckpoints(refs, work.session);
      rmSync(work.ownDir, { recursive: true, force: true });
      return removed;
    },
  };
}
