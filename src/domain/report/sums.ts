import { PHASES } from '../phases/phase.ts';
import type { Happening, ModelSum, PhaseSum, ReportedIteration, Totals, Wait } from './report.ts';

/** The sum of the known values; null if there are none. */
export function sumOf(values: readonly (number | null)[]): number | null {
  const told = values.filter((value) => value !== null);
  return told.length === 0 ? null : told.reduce((sum, value) => sum + value, 0);
}

/** The sum, where all of it is known. */
export function wholeSumOf(values: readonly (number | null)[]): number | null {
  return values.includes(null) ? null : sumOf(values);
}

/** What each phase took, in the order of the workflow; names it does not know come last. */
export function phaseSums(iterations: readonly ReportedIteration[]): readonly PhaseSum[] {
  const names = new Set([...PHASES, ...iterations.map(({ from }) => from)]);
  return [...names].flatMap((phase) => {
    const own = iterations.filter(({ from }) => from === phase);
    if (own.length === 0) return [];
    return {
      phase,
      iterations: own.length,
      durationMs: sumOf(own.map(({ durationMs }) => durationMs)),
      tokens: sumOf(own.map(({ tokens }) => tokens)),
      costUsd: sumOf(own.map(({ costUsd }) => costUsd)),
      commits: wholeSumOf(own.map(({ changes }) => changes?.commits ?? null)),
    };
  });
}

/** The totals of each phase by model and effort, in the order of their first iteration. */
export function modelSums(iterations: readonly ReportedIteration[]): readonly ModelSum[] {
  const keyOf = ({ from, model, effort }: ReportedIteration) =>
    JSON.stringify([from, model, effort]);
  const firsts = new Map(iterations.toReversed().map((one) => [keyOf(one), one]));
  return [...firsts].reverse().map(([key, { from, model, effort }]) => {
    const own = iterations.filter((one) => keyOf(one) === key);
    return {
      phase: from,
      model,
      effort,
      iterations: own.length,
      tokens: sumOf(own.map(({ tokens }) => tokens)),
      costUsd: sumOf(own.map(({ costUsd }) => costUsd)),
    };
  });
}

/** What all of it took; a run that was given up cost something, too. */
export function totalsOf(
  iterations: readonly ReportedIteration[],
  happenings: readonly Happening[],
  waits: readonly Wait[],
): Omit<Totals, 'pricesOf'> {
  const paid = [...iterations, ...happenings.filter(({ kind }) => kind === 'gave-up')];
  const starts = iterations.flatMap(({ startedAt }) => startedAt ?? []).map(Date.parse);
  const ends = iterations.flatMap(({ endedAt }) => endedAt ?? []).map(Date.parse);
  // Not spread into one call: a history may have more rows than a call may have arguments.
  const first = starts.reduce((least, at) => Math.min(least, at), Infinity);
  const last = ends.reduce((most, at) => Math.max(most, at), -Infinity);
  return {
    iterations: iterations.length,
    attempts: sumOf(iterations.map(({ attempts }) => attempts)) ?? 0,
    elapsedMs: Math.max(0, Number.isFinite(last - first) ? last - first : 0),
    durationMs: sumOf(iterations.map(({ durationMs }) => durationMs)),
    waitedMs: waits.reduce((sum, { ms }) => sum + ms, 0),
    tokens: sumOf(paid.map(({ tokens }) => tokens)),
    costUsd: sumOf(paid.map(({ costUsd }) => costUsd)),
    pricedUsd: sumOf(paid.map(({ pricedUsd }) => pricedUsd)),
    costUnknown: paid.filter(({ costUsd }) => costUsd === null).length,
  };
}
