import type { Wait } from './report.ts';

/** Maps times onto 0…1 from the left to the right end of a timeline. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  /** Between 0 and 1 for any input. */
  readonly place: (ms: number) => number;
}

/** A wait is drawn no longer than this share of the time that agents worked. */
const WAIT_SHARE = 0.25;
const WAIT_AT_LEAST_MS = 1000;

/**
 * The scale of a timeline: linear, except that long waits are compressed; a weekend of waiting
 * would otherwise hide the work around it. Epoch milliseconds.
 */
export function timeScale(of: {
  readonly from: number;
  readonly to: number;
  readonly waits: readonly Pick<Wait, 'startedAt' | 'ms'>[];
}): Scale {
  const { from } = of;
  const to = Math.max(of.to, from + 1);
  const waited = of.waits.reduce((sum, { ms }) => sum + ms, 0);
  const longest = Math.max(WAIT_AT_LEAST_MS, (to - from - waited) * WAIT_SHARE);
  const cuts = of.waits
    .map(({ startedAt, ms }) => ({ at: Date.parse(startedAt), ms, shown: Math.min(ms, longest) }))
    .filter(({ ms, shown }) => shown < ms);
  const drawn = (at: number): number =>
    cuts.reduce((sum, cut) => {
      const within = Math.min(Math.max(at - cut.at, 0), cut.ms);
      return sum - within * (1 - cut.shown / cut.ms);
    }, at - from);
  const length = Math.max(drawn(to), 1);
  return { from, to, place: (at) => Math.min(1, Math.max(0, drawn(at) / length)) };
}
