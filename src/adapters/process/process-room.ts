import type { ProcessRoom } from '../../app/ports/process.ts';
import { allocateSlice } from './child/follower.ts';
import { runChild } from './child/run-child.ts';
import { openWatchdog, type Watchdog } from './child/watchdog.ts';
import { endLeftovers } from './sweep/leftovers.ts';
import { identitiesIn } from './table/identities.ts';
import { openProcessTable } from './table/open-process-table.ts';

/** The room starts nothing before the first run, and runs one program at a time. */
export const openProcessRoom = (platform: NodeJS.Platform): ProcessRoom => {
  const table = openProcessTable(platform);
  const buffer = allocateSlice();
  let isBusy = false;
  let watchdog: Watchdog | undefined;

  const { self, isAlive } = identitiesIn(table);

  return {
    run: async (task) => {
      if (isBusy) throw new Error('a process room runs one program at a time');
      isBusy = true;
      try {
        // Loaded with the first spawn: a run that may not spawn has no use for it.
        const { execa } = await import('execa');
        watchdog ??= openWatchdog(platform, execa);
        return await runChild({ execa, table, watchdog, buffer }, task);
      } finally {
        isBusy = false;
      }
    },
    endLeftovers: (runId, child, stop) => endLeftovers({ table, isAlive, stop }, runId, child),
    isAlive,
    self,
    [Symbol.asyncDispose]: async () => {
      await watchdog?.close();
    },
  };
};
