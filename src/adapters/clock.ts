import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Every } from '../app/ports/clock.ts';
import { monotonicMs } from './monotonic.ts';

/** The machine's own clocks. */
export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs,
  sleep: async (ms, signal) => {
    await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};

/** A timer of this process, which stays alive for it. */
export const everyMs: Every = (ms, tick) => {
  const timer = setInterval(tick, ms);
  return {
    end: () => {
      clearInterval(timer);
    },
  };
};
