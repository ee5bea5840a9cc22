import { setTimeout as pause } from 'node:timers/promises';
import { isRepositoryBusy } from './complaint.ts';
import type { Git } from './worktree/unfinished.ts';

/** Another git is in the way for milliseconds; what is still there then was left behind by a killed one. */
const BUSY_LIMIT_MS = 3000;
const BUSY_LOOK_MS = 100;

/** Runs git again while another git holds a lock or is making a worktree, until it is asked to stop. */
export function patientGit(git: Git, stop: AbortSignal): Git {
  return async (args, more) => {
    for (let waitedMs = 0; ; waitedMs += BUSY_LOOK_MS) {
      const result = await git(args, more);
      if (result.ok || !isRepositoryBusy(result.stderr) || waitedMs >= BUSY_LIMIT_MS) return result;
      try {
        await pause(BUSY_LOOK_MS, undefined, { signal: stop });
      } catch {
        return result; // Asked to stop.
      }
    }
  };
}
