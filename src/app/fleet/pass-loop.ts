import type { Every } from '../ports/clock.ts';

/** Passes, one at a time. */
export interface PassLoop {
  readonly ring: () => void;
  /** Resolves when the pass under way is over; none begins after it. */
  readonly end: () => Promise<void>;
}

/** Makes a pass whenever it is rung: one at a time, and one more for what came meanwhile. */
export function openPassLoop(pass: () => Promise<void>): PassLoop {
  let isRung = false;
  let hasEnded = false;
  let running = Promise.resolve();
  let isRunning = false;
  const run = async (): Promise<void> => {
    while (isRung && !hasEnded) {
      isRung = false;
      await pass();
    }
    isRunning = false;
  };
  return {
    ring: () => {
      isRung = true;
      if (isRunning || hasEnded) return;
      isRunning = true;
      running = run();
    },
    end: async () => {
      hasEnded = true;
      await running;
    },
  };
}

/** The same, rung by a clock as well. */
export function openTimedLoop(pass: () => Promise<void>, everyMs: number, every: Every): PassLoop {
  const loop = openPassLoop(pass);
  const ticks = every(everyMs, loop.ring);
  return {
    ring: loop.ring,
    end: async () => {
      ticks.end();
      await loop.end();
    },
  };
}
