import type { Loop } from '../run/loop.ts';

/**
 * Hears when the loop goes into a wait, and for how long at most. What shows that a run lives goes by
 * this: a loop that is still in a wait which should be over is not well, whatever its timers do.
 */
export type Expect = (ms: number) => void;

/** A checkout of a large repository; its own limit is the git room's. */
const WORKTREE_MS = 15 * 60_000;

/** The most commands of one publication, each with its own limit. */
const PUBLISH_COMMANDS = 8;

/** Announces the loop's long waits; short waits need no announcement. */
export function announceWaits(loop: Loop, expect: Expect): Loop {
  const { clock, spawner } = loop;
  const { room, repository, publisher } = spawner;
  const publishMs = PUBLISH_COMMANDS * loop.settings.config.publishTimeoutMs;
  const during = async <R>(ms: number, wait: Promise<R>): Promise<R> => {
    expect(ms);
    try {
      return await wait;
    } finally {
      expect(0);
    }
  };
  return {
    ...loop,
    clock: { ...clock, sleep: (ms, signal) => during(ms, clock.sleep(ms, signal)) },
    spawner: {
      ...spawner,
      room: { ...room, run: (task) => during(task.timeoutMs + task.lingerMs, room.run(task)) },
      repository: {
        ...repository,
        planWorktree: (...args) => during(WORKTREE_MS, repository.planWorktree(...args)),
        makeWorktree: (...args) => during(WORKTREE_MS, repository.makeWorktree(...args)),
        // Submodules, then files of git LFS.
        fillWorktree: (...args) => during(2 * WORKTREE_MS, repository.fillWorktree(...args)),
      },
      publisher: publisher && {
        obstacle: (...args) => during(publishMs, publisher.obstacle(...args)),
        publish: (...args) => during(publishMs, publisher.publish(...args)),
      },
    },
  };
}
