import type { Clock } from '../ports/clock.ts';

/** Rounds, one at a time. */
export interface Rounds {
  /** Resolves when the round under way is over; none begins after it. */
  readonly end: () => Promise<void>;
}

/** Goes round again and again; each round resolves to the time until the next one, `first` to that until the first. */
export function openRounds(
  first: Promise<number> | number,
  round: () => Promise<number>,
  clock: Pick<Clock, 'sleep'>,
): Rounds {
  const stop = new AbortController();
  const isOver = (): boolean => stop.signal.aborted;
  const ended = (async () => {
    for (let ms = await first; !isOver(); ms = await round()) {
      await clock.sleep(ms, stop.signal);
      if (isOver()) return;
    }
  })();
  return {
    end: async () => {
      stop.abort();
      await ended;
    },
  };
}
