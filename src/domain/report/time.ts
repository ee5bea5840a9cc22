import type { Stretch } from './axis.ts';
import type { ReportedTime, Wait, WaitFor } from './report.ts';

/** The time of a report in its parts; each is whole seconds, and their sum is the span. */
export function timeOf(
  { from, to }: Stretch,
  { work, waits }: { readonly work: readonly Stretch[]; readonly waits: readonly Wait[] },
): ReportedTime {
  const span = seconds(to) - seconds(from);
  const worked = work.reduce(
    (sum, one) => sum + Math.max(0, Math.min(one.to, to) - Math.max(one.from, from)),
    0,
  );
  const sumOf = (isPart: (reason: WaitFor) => boolean): number =>
    seconds(waits.reduce((sum, one) => sum + (isPart(one.for) ? one.ms : 0), 0));
  const parts = {
    workedMs: seconds(worked),
    waitedMs: sumOf((reason) => reason !== 'nobody' && !isRest(reason)),
    restedMs: sumOf(isRest),
  };
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    spanMs: span,
    ...parts,
    notRunningMs: span - parts.workedMs - parts.waitedMs - parts.restedMs,
  };
}

function isRest(reason: WaitFor): boolean {
  return reason === 'limit' || reason === 'outage';
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
