import { addForeign, addRow } from '../session/fold.ts';
import { EMPTY_LEDGER, type Ledger } from '../session/ledger.ts';
import { isoOf } from '../text/timestamps.ts';
import { openAxis, type Rest } from './axis.ts';
import { happeningOf } from './entries/happening.ts';
import { iterationOf, pythonIteration } from './entries/reported-iteration.ts';
import type { HistoryLine } from './history-line.ts';
import type { Changes, Happening, RedProof, ReportData, ReportedIteration } from './report.ts';
import { modelSums, phaseSums, totalsOf } from './sums.ts';
import { timeOf } from './time.ts';
import { waitsOf } from './waits.ts';

/** Facts from outside the history. Times are epoch milliseconds. */
export interface Around {
  /** What ended before is left out. */
  readonly since: number | undefined;
  readonly now: number;
  /** When the agent that is at work now began; undefined: none is. */
  readonly workingSince: number | undefined;
  /** When runs rested because of the provider, in the order of time. */
  readonly rests: readonly Rest[];
  /** Changes by the name that `rangeOf` gives; a missing entry is unknown. */
  readonly changes: ReadonlyMap<string, Changes>;
}

/** Builds the report from the history. Every sum is over entries that are also in the lists. */
export function buildReport(history: readonly HistoryLine[], around: Around): ReportData {
  const iterations: ReportedIteration[] = [];
  const happenings: Happening[] = [];
  const axis = openAxis(around.rests);
  let ledger: Ledger = EMPTY_LEDGER;
  let proof: RedProof | null = null;
  for (const told of history) {
    const { at } = told;
    const stretch = at === undefined ? undefined : axis.add(ledger, at, durationOf(told));
    const isShown = around.since === undefined || (at !== undefined && at >= around.since);
    if (told.kind === 'python') {
      ledger = addForeign(ledger, told.row);
      if (isShown) iterations.push(pythonIteration(told));
      continue;
    }
    const { row } = told;
    ledger = addRow(ledger, row);
    if (!isShown) continue;
    if (row.kind !== 'iteration') happenings.push(happeningOf(row, at));
    else {
      iterations.push(iterationOf(row, stretch, around.changes));
      if (row.problem === 'verify') {
        proof = { iteration: row.iteration, at: isoOf(at), text: row.reason ?? '' };
      }
    }
  }
  axis.end(ledger, around.now, around.workingSince);
  const since = begunBy(iterations, around.since);
  const waits = waitsOf(axis.gaps, { since, now: around.now });
  return {
    iterations,
    waits,
    happenings,
    proof,
    phases: phaseSums(iterations),
    models: modelSums(iterations),
    totals: { ...totalsOf(iterations, happenings, waits), pricesOf: ledger.pricesOf ?? null },
    time: reportedTime(axis, waits, since),
  };
}

/** `since`, or before it the begin of the first iteration that is shown: an iteration is shown whole. */
function begunBy(
  [first]: readonly ReportedIteration[],
  since: number | undefined,
): number | undefined {
  if (since === undefined || first?.startedAt == null) return since;
  return Math.min(since, Date.parse(first.startedAt));
}

/** From the first work or wait that is shown to the end of the last one. */
function reportedTime(
  { first, last, work }: ReturnType<typeof openAxis>,
  waits: ReportData['waits'],
  since: number | undefined,
): ReportData['time'] {
  const [begins, to] = [first(), last()];
  if (begins === undefined || to === undefined) return null;
  return timeOf({ from: Math.min(Math.max(begins, since ?? begins), to), to }, { work, waits });
}

function durationOf(told: HistoryLine): number {
  return told.kind === 'own' && told.row.kind === 'iteration'
    ? Math.max(0, told.row.durationMs)
    : 0;
}
