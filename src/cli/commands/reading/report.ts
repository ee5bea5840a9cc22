import type { MorningReport } from '../../../app/report/morning-report.ts';
import { printable } from '../../../domain/text/printable.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { type ReadingFlags } from '../../compose/reading/reading.ts';
import { writeHtml } from '../../compose/reading/report.ts';
import { openScreen } from '../../compose/reading/screen.ts';
import { print, printJson } from '../../console/print.ts';
import { elsewhereLines } from '../../render/fleet/session-elsewhere.ts';
import { reportHtml } from '../../render/report/html/report-html.ts';
import { reportMarkdown } from '../../render/report/report-markdown.ts';
import { reportTerminal } from '../../render/report/report-terminal.ts';
import { readElsewhere } from './elsewhere.ts';
import { readReport } from './read-report.ts';
import { readSince } from './reading-flags.ts';

interface ReportFlags extends ReadingFlags {
  /** The sessions of all projects. */
  readonly all?: boolean;
  readonly since?: string;
  /** True: without a name. */
  readonly html?: string | true;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `samocode report`: events, cost and open decisions. */
export async function reportCommand(flags: ReportFlags): Promise<number> {
  const now = new Date();
  const since = readSince(flags.since, now);
  if (flags.json === true && flags.html !== undefined) {
    throw new UserError('--json and --html exclude each other', { hint: 'give one of them' });
  }
  if (flags.all === true) return await (await import('./report-all.ts')).reportAll(flags, since);
  if (await readElsewhere(flags, { text: elsewhereLines })) return 0;
  const report = await readReport(flags, since, now.getTime());
  if (flags.json === true) printJson(report);
  else if (flags.html === undefined) print(textOf(report));
  else if (flags.html === '-') print(reportHtml(report));
  else {
    const name = flags.html === true ? `report-${report.session}.html` : flags.html;
    print(`${printable(writeHtml(name, reportHtml(report), flags.force === true))}\n`);
  }
  return 0;
}

/** For a person on a terminal; Markdown for a file or a mail. */
function textOf(report: MorningReport): string {
  const { width, colours } = openScreen({});
  const cells = width();
  if (cells === undefined) return reportMarkdown(report);
  return reportTerminal(report, { width: cells, colours });
}
