import type { MorningReport } from '../../../app/report/morning-report.ts';
import { clock } from '../stamp.ts';
import { escaped, reportMarkdown } from './report-markdown.ts';
import { costText, headline, plural } from './report-words.ts';

/** The reports of a night: a line for each session, then each report. */
export function nightMarkdown(reports: readonly MorningReport[], since: number): string {
  const waiting = reports.filter(({ needsPerson }) => needsPerson).length;
  const costs = reports.flatMap(({ totals }) => totals.costUsd ?? []);
  const cost = costText(costs.length === 0 ? null : costs.reduce((sum, usd) => sum + usd, 0));
  const count = plural(reports.length, 'session');
  const title = `# ${count} since ${clock(since)}: ${waiting} for you to decide, ${cost}`;
  const lines = reports.map((one) => `- ${escaped(`${headline(one)} (${one.why})`)}`);
  const parts = [title, ...(lines.length === 0 ? [] : [lines.join('\n')])];
  return [`${parts.join('\n\n')}\n`, ...reports.map(reportMarkdown)].join('\n');
}
