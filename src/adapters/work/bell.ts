import { setTimeout as sleep } from 'node:timers/promises';
import type { Bell } from '../../app/ports/queue/work.ts';

/**
 * What rings in quick succession is heard once: a run that starts changes its folders dozens of times, and each look
 * reads the files of all runs. Without the pause Node would even call us from within its own reading of the changes,
 * and see neither a signal nor the end of a run until all of them are looked at.
 */
const CALM_MS = 100;

export function openBell(): Bell {
  let hasRung = false;
  let wake: () => void = () => undefined;
  return {
    ring: () => {
      hasRung = true;
      wake();
    },
    wait: async (ms) => {
      if (!hasRung) {
        await new Promise<void>((done) => {
          const timer = setTimeout(done, ms);
          wake = () => {
            clearTimeout(timer);
            done();
          };
        });
      }
      if (hasRung) await sleep(CALM_MS);
      hasRung = false;
      wake = () => undefined;
    },
    pause: async (ms, signal) => {
      // It rejects where the signal aborts.
      await sleep(ms, undefined, signal.aborted ? {} : { signal }).catch(() => undefined);
    },
  };
}
