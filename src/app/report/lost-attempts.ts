import { sumOf } from '../../domain/report/sums.ts';
import type { Lost } from './morning-report.ts';
import type { MorningSources } from './morning-sources.ts';

/** A row sums up all attempts of its iteration in its run and in those that it names: what has no row was lost. */
export function lostOf({ spent, history, since }: MorningSources): Lost | null {
  if (spent === undefined) return null;
  const recorded = new Set(
    history.flatMap((told) =>
      told.kind === 'own' && (told.row.kind === 'iteration' || told.row.kind === 'gave-up')
        ? [told.row.run, ...(told.row.runs ?? [])].map((run) => `${run} ${told.row.iteration}`)
        : [],
    ),
  );
  const lost = spent.filter(
    ({ run, iteration, at }) =>
      !recorded.has(`${run} ${iteration}`) && (since === undefined || at >= since),
  );
  const costs = lost.map(({ costUsd }) => costUsd);
  const costUnknown = costs.filter((cost) => cost === null).length;
  return { attempts: lost.length, costUsd: sumOf(costs), costUnknown };
}
