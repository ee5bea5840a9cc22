import type { Clock } from '../../ports/clock.ts';

/** The result, or 'late' where it did not come in time. */
export async function inTime<T>(
  { sleep }: Pick<Clock, 'sleep'>,
  work: Promise<T>,
  ms: number,
): Promise<T | 'late'> {
  const over = new AbortController();
  try {
    return await Promise.race([work, sleep(ms, over.signal).then((): 'late' => 'late')]);
  } finally {
    over.abort();
  }
}

/** Resolves when the work has settled, or some time after `stop`. */
export async function untilStopped(
  { sleep }: Pick<Clock, 'sleep'>,
  work: Promise<void>,
  { stop, graceMs }: { readonly stop: AbortSignal; readonly graceMs: number },
): Promise<void> {
  const over = new AbortController();
  const given = { once: true, signal: over.signal };
  const stopped = async (): Promise<void> => {
    if (!stop.aborted) {
      await new Promise<void>((resolve) => {
        stop.addEventListener(
          'abort',
          () => {
            resolve();
          },
          given,
        );
      });
    }
    await sleep(graceMs, over.signal);
  };
  try {
    await Promise.race([work, stopped()]);
  } finally {
    over.abort();
  }
}
