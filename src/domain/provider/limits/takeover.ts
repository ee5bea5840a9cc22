import type { Closure } from './closed-windows.ts';

/** The other provider takes over only from an account that is closed for longer than this. */
const FROM_MS = 30 * 60_000;

/**
 * Whether another provider may take over from an account at that time. A usage window has an end. An
 * outage has none: it counts as lasting for as long again as it has lasted. `stepsMs`: its rests.
 */
export function mayTakeOver(
  { until, isOutage, steps = 0 }: Closure,
  stepsMs: readonly number[],
  at: number,
): boolean {
  const leftMs = until - at;
  if (isOutage !== true) return leftMs > FROM_MS;
  const last = stepsMs.at(-1) ?? 0;
  const restedMs = Array.from({ length: steps }, (_, step) => stepsMs[step] ?? last);
  const lastedMs = restedMs.reduce((sum, ms) => sum + ms, 0) - leftMs;
  return Math.max(leftMs, lastedMs) > FROM_MS;
}
