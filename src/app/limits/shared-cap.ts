import {
  type CapSettings,
  capsOf,
  capWords,
  leftUsd,
  opensAt,
  reachedCap,
} from '../../domain/provider/cost/caps.ts';
import type { StartAhead } from '../../domain/provider/limits/start-ahead.ts';
import type { SpendBook } from '../ports/books.ts';

/** Nothing tells when another run's attempt has ended below its reservation. */
const LOOK_MS = 60_000;

type Delayed = Extract<StartAhead, { kind: 'delayed' }>;

/** The cost that all runs of the user share: spent, and possible for the attempts at work. */
export interface SharedCost {
  readonly spending: Pick<SpendBook, 'spentOn'>;
  readonly reservations: { reservedUsd(): number };
}

/** Reads whether the limits of the day and the month, which all runs share, let an attempt start. */
export function sharedCapReader(
  { maxCostPerDayUsd, maxCostPerMonthUsd }: CapSettings,
  { spending, reservations }: SharedCost,
): (now: number) => Delayed | undefined {
  const shared = { maxCostPerSessionUsd: undefined, maxCostPerDayUsd, maxCostPerMonthUsd };
  return (now) => {
    const at = new Date(now);
    const caps = capsOf(shared, (of) =>
      of === 'day' || of === 'month' ? spending.spentOn(at, of) : 0,
    );
    const cap = reachedCap(caps);
    if (cap !== undefined) {
      return { kind: 'delayed', until: opensAt(cap, at) ?? now + LOOK_MS, why: capWords(cap) };
    }
    const left = leftUsd(caps);
    if (left === undefined || left > reservations.reservedUsd()) return undefined;
    const why = 'the attempts at work may use up the cost limit of the day or the month';
    return { kind: 'delayed', until: now + LOOK_MS, why };
  };
}
