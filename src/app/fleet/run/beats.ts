import type { Clock } from '../../ports/clock.ts';

export interface Beats {
  /** Resolves after the first one. */
  readonly first: Promise<unknown>;
  readonly end: () => void;
}

/** Says again and again that a run lives; `beat` resolves to the time until the next one, where that is known. */
export function openBeats(
  beat: () => Promise<number | undefined>,
  { clock, unknownMs }: { readonly clock: Pick<Clock, 'sleep'>; readonly unknownMs: number },
): Beats {
  const stop = new AbortController();
  const isOver = (): boolean => stop.signal.aborted;
  const first = beat();
  void (async () => {
    for (let next = first; ; next = beat()) {
      const everyMs = (await next) ?? unknownMs;
      if (!isOver()) await clock.sleep(everyMs, stop.signal);
      if (isOver()) return;
    }
  })();
  return {
    first,
    end: () => {
      stop.abort();
    },
  };
}
