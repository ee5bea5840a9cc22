import type { StartAhead } from '../../../adapters/limits/start-ahead.ts';
import { openReservations, type Reservers } from '../../../adapters/spend/reservations.ts';
import { openSpendBook } from '../../../adapters/spend/spend-book.ts';
import {
  type CapSettings,
  capsOf,
  capWords,
  leftUsd,
  opensAt,
  reachedCap,
} from '../../../domain/provider/cost/caps.ts';

/** Nothing tells when another run's attempt has ended below its reservation. */
const LOOK_MS = 60_000;

type Delayed = Extract<StartAhead, { kind: 'delayed' }>;

/** Reads whether the limits of the day and the month, which all runs share, let an attempt start. */
export function sharedCapReader(
  stateDir: string,
  { maxCostPerDayUsd, maxCostPerMonthUsd }: CapSettings,
  processes: Reservers,
): (now: number) => Delayed | undefined {
  const shared = { maxCostPerSessionUsd: undefined, maxCostPerDayUsd, maxCostPerMonthUsd };
  const spending = openSpendBook({ stateDir, account: () => '', warn: () => undefined });
  const reservations = openReservations(stateDir, processes);
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
