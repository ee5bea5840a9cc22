import { setTimeout as pause } from 'node:timers/promises';
import { isRepositoryBusy } from './complaint.ts';
import type { Git } from './worktree/unfinished.ts';

/** Another git is in the way for milliseconds; a lock that is still there then was left behind by a killed one. */
const SAME_LIMIT_MS = 3000;
/** Many gits at once are in each other's way for longer, each time another one. */
const BUSY_LIMIT_MS = 60_000;
const LOOK_MS = 100;

/** Runs git again while another git holds a lock or is making a worktree, until it is asked to stop. */
export function patientGit(git: Git, stop: AbortSignal): Git {
  return async (args, more) => {
    const startedMs = performance.now();
    let complaint: string | undefined;
    let complainedMs = startedMs;
    for (;;) {
      const result = await git(args, more);
      const nowMs = performance.now();
      if (result.stderr !== complaint) complainedMs = nowMs;
      complaint = result.stderr;
      const isLeft = nowMs - complainedMs >= SAME_LIMIT_MS || nowMs - startedMs >= BUSY_LIMIT_MS;
      if (result.ok || !isRepositoryBusy(result.stderr) || isLeft) return result;
      try {
        await pause(LOOK_MS, undefined, { signal: stop });
      } catch {
        return result; // Asked to stop.
      }
    }
  };
}
