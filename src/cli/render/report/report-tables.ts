import type { MorningReport } from '../../../app/report/morning-report.ts';
import { formatExactly } from '../../../domain/text/duration.ts';
import { printable } from '../../../domain/text/printable.ts';
import * as figures from './report-figures.ts';
import { type Part, table, WORDS_SHOWN } from './report-parts.ts';
import * as words from './report-words.ts';

/** The cost of each phase, and of each model where there are several. */
export function cost(report: MorningReport): readonly Part[] {
  const { rows, sum } = words.phaseFigures(report);
  if (rows.length === 0) return [];
  return [
    ...table(words.PHASE_HEAD, [...rows, sum], 0),
    ...table(words.MODEL_HEAD, words.modelRows(report), 0),
  ];
}

/** Its rows add up to the last one. */
export function time({ time: of, iterations: all }: MorningReport): readonly Part[] {
  if (of === null) return [];
  const isWhole = all.every(({ durationMs }) => durationMs !== null);
  const rows: readonly (readonly [string, number, string])[] = [
    ['worked', of.workedMs, 'agents at work'],
    ['waited', of.waitedMs, 'for a person, or after a failure'],
    ['rested', of.restedMs, "for the provider's limit or outage"],
    [
      'not running',
      of.notRunningMs,
      `no run, VERIFY, or between two attempts${isWhole ? '' : '; or not recorded'}`,
    ],
    ['span', of.spanMs, `${figures.timeText(of.from)} to ${figures.timeText(of.to)}`],
  ];
  return table(
    ['time', 'length', 'what'],
    rows.map(([name, ms, what]) => [name, formatExactly(ms), what]),
  );
}

/** A row for each iteration. */
export function iterations({ iterations: all }: MorningReport): readonly Part[] {
  const rows = all.map((one) => [
    figures.timeText(one.endedAt).slice(5, 16),
    figures.countText(one.iteration),
    one.from === one.to ? one.from : `${one.from} → ${one.to}`,
    one.problem ?? one.status,
    figures.durationText(one.durationMs),
    figures.tokensText(one.tokens),
    figures.costText(one.costUsd, one.pricedUsd),
    figures.changesText(one.changes),
    printable(one.words ?? '', WORDS_SHOWN),
  ]);
  const head = ['end', 'no', 'phase', 'status', 'time', 'tokens', 'cost', 'commits', 'note'];
  return table(head, rows, 2);
}
