import {
  type CapOf,
  capsOf,
  type CostCap,
  leftUsd,
  limitWords,
  opensAt,
  reachedCap,
} from '../../domain/provider/cost/caps.ts';
import { type Cost, MOST_UNTOLD, NO_COST } from '../../domain/provider/cost/usage.ts';
import type { Ending } from '../../domain/run/event.ts';
import type { SpendBook } from '../ports/books.ts';
import type { SessionReader } from '../ports/session/store.ts';
import type { Loop } from './loop.ts';
import { afterCost, type Pace } from './pace.ts';

/** The sources of the costs that count against limits. */
interface Spent {
  readonly store: Pick<SessionReader, 'path' | 'ledger'>;
  readonly spending: Pick<SpendBook, 'spentOn'>;
  readonly now: Date;
  /** Of this run. */
  readonly runUsd: number;
}

/** What counts against each limit so far. */
export function spentBy({ store, spending, now, runUsd }: Spent): (of: CapOf) => number {
  return (of) => {
    switch (of) {
      case 'run':
        return runUsd;
      case 'session': {
        // The rows know it where the spend book was lost.
        const noted = spending.spentOn(now, { session: store.path });
        return Math.max(noted, store.ledger().costUsd);
      }
      case 'day':
      case 'month':
        return spending.spentOn(now, of);
    }
  };
}

/** The limits of cost after attempts that belong to no report yet. */
export function capsNow(loop: Loop, pace: Pace, spent: Cost): readonly CostCap[] {
  const { settings, books, clock, session } = loop;
  const set = { ...settings.config, maxCostUsd: settings.options.maxCostUsd };
  const runUsd = afterCost(pace, spent).costUsd;
  const { store } = session;
  return capsOf(set, spentBy({ store, spending: books.spending, now: clock.now(), runUsd }));
}

/** Whether a limit of cost keeps the run from another attempt. */
export function isSpent(loop: Loop, pace: Pace, spent: Cost): boolean {
  const left = leftUsd(capsNow(loop, pace, spent));
  return left !== undefined && (left <= 0 || afterCost(pace, spent).untold >= MOST_UNTOLD);
}

/** The end of a run that has reached a limit of cost. */
export function costReached(loop: Loop, pace: Pace): Ending | undefined {
  const caps = capsNow(loop, pace, NO_COST);
  const cap = reachedCap(caps);
  if (cap !== undefined) {
    const { of, spentUsd } = cap;
    const resumeAt = opensAt(cap, loop.clock.now());
    const bound = of === 'run' ? 'cost' : of;
    const words = { limit: limitWords(cap), spentUsd };
    return { kind: 'bound', bound, ...words, ...(resumeAt !== undefined && { resumeAt }) };
  }
  return caps.length > 0 && pace.untold >= MOST_UNTOLD
    ? { kind: 'bound', bound: 'unknown-cost', limit: String(MOST_UNTOLD) }
    : undefined;
}
