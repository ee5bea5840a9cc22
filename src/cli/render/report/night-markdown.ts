import type { MorningReport } from '../../../app/report/morning-report.ts';
import { UNKNOWN, usdText } from '../../../domain/provider/cost/cost-words.ts';
import { sumOf } from '../../../domain/report/sums.ts';
import { clock } from '../stamp.ts';
import { costText, plural } from './report-figures.ts';
import { escaped, reportMarkdown } from './report-markdown.ts';
import { headline, unknownMore } from './report-words.ts';

/** The reports of a night: a line for each session, then each report. */
export function nightMarkdown(reports: readonly MorningReport[], since: number): string {
  const waiting = reports.filter(({ needsPerson }) => needsPerson).length;
  const count = plural(reports.length, 'session');
  const title = `# ${count} since ${clock(since)}: ${waiting} for you to decide, ${costOf(reports)}`;
  const lines = reports.map((one) => `- ${escaped(`${headline(one)} (${one.why})`)}`);
  const parts = [title, ...(lines.length === 0 ? [] : [lines.join('\n')])];
  return [`${parts.join('\n\n')}\n`, ...reports.map(reportMarkdown)].join('\n');
}

/** All that was paid, also for attempts without a result. */
function costOf(reports: readonly MorningReport[]): string {
  const all = reports.flatMap(({ totals, lost }) => [totals, ...(lost === null ? [] : [lost])]);
  const costUnknown = all.reduce((sum, one) => sum + one.costUnknown, 0);
  const known = sumOf(all.map(({ costUsd }) => costUsd));
  if (known === null && costUnknown === 0) return usdText(0);
  const pricedUsd = sumOf(reports.map(({ totals }) => totals.pricedUsd));
  const spent = costText(known, pricedUsd);
  if (spent === UNKNOWN) return `cost ${UNKNOWN}`;
  return `${spent}${unknownMore({ costUsd: known, costUnknown })}`;
}
