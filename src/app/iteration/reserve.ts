import type { Phase } from '../../domain/phases/phase.ts';
import { type CostCap, isShared, leftUsd } from '../../domain/provider/cost/caps.ts';
import type { Cost } from '../../domain/provider/cost/usage.ts';
import { sleepUnlessHalted } from '../people/steer.ts';
import type { Reservation } from '../ports/reservations.ts';
import { capsNow, isSpent } from '../run/cost-caps.ts';
import type { IterationEnd } from '../run/iteration-end.ts';
import { isStopped, type Loop } from '../run/loop.ts';
import type { Pace } from '../run/pace.ts';
import { totalCost } from '../run/report.ts';
import { type Between, leftBetween } from './between.ts';

/** How long a run waits before it looks again whether other runs have left some of the shared limits. */
const FULL_LOOK_MS = 5000;
/** The same for a run that leaves: the next look takes a start. */
const FULL_REST_MS = 60_000;

/** A reservation that this run holds until its attempt is noted. */
export type Taken = Extract<Reservation, { kind: 'taken' }>;

const UNSHARED: Taken = { kind: 'taken', freeUsd: Infinity, release: () => undefined };

interface Reserver extends Between {
  readonly view: { readonly phase: Phase };
  readonly pace: Pace;
}

/** The reservation of the next attempt; waits while the attempts of other runs may use up the limit of the day or the month. */
export async function awaitReservation(reserver: Reserver): Promise<Taken | IterationEnd> {
  const { loop, view, pace, ends } = reserver;
  const lookMs = loop.settings.options.leaves ? FULL_REST_MS : FULL_LOOK_MS;
  const cost = totalCost(ends);
  for (;;) {
    const reservation = reserve(loop, view.phase, { pace, cost });
    if (reservation.kind === 'taken') return reservation;
    if (isSpent(loop, pace, cost)) return { kind: 'spent', cost };
    const reason =
      'attempts of other sessions at work may use up the cost limit of the day or the month';
    if (reservation.isNews) loop.teller.report({ kind: 'note', text: `${reason}: this one waits` });
    const at = loop.clock.now().getTime() + lookMs;
    if (ends.length === 0) return { kind: 'wait', for: 'turn', at, reason, cost };
    const left = leftBetween(reserver, { at, reason });
    if (left !== undefined) return left;
    if (await sleepUnlessHalted(loop, lookMs)) return { kind: 'spent', cost };
    if (isStopped(loop)) return { kind: 'stopped' };
  }
}

/**
 * What the next attempt may cost, in US dollars: the rest of the run's limit, which the CLI gets as its budget,
 * else the largest cost of an attempt of the phase. The other limits are far above the cost of an attempt.
 */
export function expectedUsd(
  { books, settings, spawner }: Loop,
  phase: Phase,
  caps: readonly CostCap[],
): number {
  const ofRun = leftUsd(caps.filter((cap) => cap.of === 'run'));
  const budgetUsd = spawner.agent.provider.takesBudget ? ofRun : undefined;
  return budgetUsd ?? books.reservations.largestOf(phase) ?? settings.config.reserveUsd;
}

/** Reserves that under the limits that all runs share. Without such limits runs share nothing. */
function reserve(
  loop: Loop,
  phase: Phase,
  { pace, cost }: { readonly pace: Pace; readonly cost: Cost },
): Reservation {
  const caps = (): readonly CostCap[] => capsNow(loop, pace, cost);
  const shared = leftUsd(caps().filter(isShared));
  if (shared === undefined) return UNSHARED;
  return loop.books.reservations.take({
    usd: expectedUsd(loop, phase, caps()),
    leftUsd: () => leftUsd(caps().filter(isShared)) ?? 0,
  });
}
