import type { Phase } from '../../domain/phases/phase.ts';
import type { Cost } from '../../domain/provider/cost/usage.ts';
import { sleepUnlessHalted } from '../people/steer.ts';
import type { Reservation } from '../ports/reservations.ts';
import type { IterationEnd } from '../run/iteration-end.ts';
import { isStopped, type Loop } from '../run/loop.ts';
import { afterCost, boundsNow, isSpent, type Pace } from '../run/pace.ts';
import { type Attempted, totalCost } from '../run/report.ts';

/** How long a run waits before it looks again whether other runs have left some of the daily limit. */
const FULL_LOOK_MS = 30_000;

/** A reservation that this run holds until its attempt is noted. */
export type Taken = Extract<Reservation, { kind: 'taken' }>;

const UNSHARED: Taken = { kind: 'taken', freeUsd: Infinity, release: () => undefined };

interface Reserver {
  readonly loop: Loop;
  readonly view: { readonly phase: Phase };
  readonly pace: Pace;
  readonly ends: readonly Attempted[];
}

/** The reservation of the next attempt; waits while the attempts of other runs may use up the daily limit. */
export async function awaitReservation({
  loop,
  view,
  pace,
  ends,
}: Reserver): Promise<Taken | IterationEnd> {
  const cost = totalCost(ends);
  for (;;) {
    const reservation = reserve(loop, view.phase, afterCost(pace, cost));
    if (reservation.kind === 'taken') return reservation;
    if (isSpent(boundsNow(loop), pace, cost)) return { kind: 'spent', cost };
    const reason = 'attempts of other sessions at work may use up the daily cost limit';
    if (reservation.isNews) loop.teller.report({ kind: 'note', text: `${reason}: this one waits` });
    const at = loop.clock.now().getTime() + FULL_LOOK_MS;
    if (ends.length === 0) return { kind: 'wait', for: 'turn', at, reason, cost };
    if (await sleepUnlessHalted(loop, FULL_LOOK_MS)) return { kind: 'spent', cost };
    if (isStopped(loop)) return { kind: 'stopped' };
  }
}

/**
 * Reserves what the next attempt may cost under the daily limit: the budget that the run's own bound
 * gives the CLI, else the largest cost of an attempt of the phase. Without a daily limit runs share nothing.
 */
function reserve(
  { books, clock, settings, spawner }: Loop,
  phase: Phase,
  { costUsd }: Pick<Cost, 'costUsd'>,
): Reservation {
  const { maxCostPerDayUsd: capUsd, reserveUsd } = settings.config;
  if (capUsd === undefined) return UNSHARED;
  const { maxCostUsd } = settings.options;
  const hasBudget = maxCostUsd !== undefined && spawner.agent.provider.takesBudget;
  const budgetUsd = hasBudget ? maxCostUsd - (costUsd ?? 0) : undefined;
  return books.reservations.take({
    capUsd,
    usd: budgetUsd ?? books.reservations.largestOf(phase) ?? reserveUsd,
    spentUsd: () => books.spending.spentOn(clock.now()),
  });
}
