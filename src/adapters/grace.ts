import type { Stops } from '../app/ports/repository.ts';

/** How long a message under way, or a last word, may take once a run is asked to end. */
export const HASTY_MS = 500;

/** Ends work that is nearly over a moment after the first signal, and at once with the second. */
export interface Grace extends Disposable {
  /** Aborted `ms` after `stop`, or after the call where `stop` was aborted before it; with `kill` at once. */
  readonly signal: AbortSignal;
}

export function graceAfter({ stop, kill }: Stops, ms: number): Grace {
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => {
    over.abort();
  };
  const begin = (): void => {
    timer ??= setTimeout(end, ms);
  };
  if (kill.aborted) end();
  else if (stop.aborted) begin();
  stop.addEventListener('abort', begin);
  kill.addEventListener('abort', end);
  return {
    signal: over.signal,
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      stop.removeEventListener('abort', begin);
      kill.removeEventListener('abort', end);
    },
  };
}

/** Waits for work in progress; gives it up when `until` is aborted. */
export async function finishUntil(
  until: AbortSignal,
  work: Promise<void> | undefined,
  given: AbortController,
): Promise<void> {
  const giveUp = (): void => {
    given.abort();
  };
  if (until.aborted) giveUp();
  until.addEventListener('abort', giveUp);
  await work;
  until.removeEventListener('abort', giveUp);
}
