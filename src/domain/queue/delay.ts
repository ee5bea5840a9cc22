import { DEFAULT_MAX_WAIT } from '../run/max-wait.ts';
import { parseDuration } from '../text/duration.ts';
import type { Delay } from './queued.ts';

/** A run under `work` waits no longer: it parks its session. */
const LONG_MS = parseDuration(DEFAULT_MAX_WAIT) ?? 0;

/** A delay as the queue has it. */
export function delayOf({ until, why }: Pick<Delay, 'until' | 'why'>, now: number): Delay {
  return { until, why, isLong: until - now > LONG_MS };
}
