import type { MorningReport } from '../../../app/report/morning-report.ts';
import { printable, printableLines } from '../../../domain/text/printable.ts';
import { waitedFor } from '../standing/wait-words.ts';
import { evidenceOf } from './report-evidence.ts';
import * as words from './report-words.ts';
import { wroteOf } from './report-wrote.ts';

/** The length of an agent's text in a line of the report; `samocode history` has all of it. */
const WORDS_SHOWN = 200;

/** The report as Markdown that is readable without rendering, on a terminal and in a mail. */
export function reportMarkdown(report: MorningReport): string {
  const parts = [
    `# ${escaped(words.headline(report))}`,
    words
      .answersOf(report)
      .map(([name, text]) => `- **${name}:** ${escaped(text)}`)
      .join('\n'),
    ...section('To decide', decisions(report)),
    ...section('By phase', phases(report)),
    ...section('By model', models(report)),
    ...section('Iterations', iterations(report)),
    ...section('Waits', waits(report)),
    ...section('Failures', failures(report)),
    ...section('Changed in read-only phases', wrote(report)),
    ...section('Acts of people', acts(report)),
    ...section('Evidence', list(evidenceOf(report))),
    ...section('The work', work(report)),
  ];
  return `${parts.join('\n\n')}\n`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`## ${title}`, lines.join('\n')];
}

function decisions({ needsPerson, why, questions, plan, commands }: MorningReport): string[] {
  if (!needsPerson) return [];
  return [
    escaped(why),
    ...block(commands),
    ...list(
      questions.map(({ number, text, suggestion }) => {
        const suggested = suggestion === null ? '' : ` (suggested: ${suggestion})`;
        return `Q${number}: ${text}${suggested}`;
      }),
    ),
    ...list(plan.map((name) => `the plan: ${name}`)),
  ];
}

function phases(report: MorningReport): string[] {
  const { rows, sum } = words.phaseFigures(report);
  if (rows.length === 0) return [];
  return table(words.PHASE_HEAD, [...rows.map(({ phase, figures }) => [phase, ...figures]), sum]);
}

function models(report: MorningReport): string[] {
  const rows = words.modelRows(report);
  return rows.length === 0 ? [] : table(words.MODEL_HEAD, rows);
}

function iterations({ iterations: all }: MorningReport): string[] {
  if (all.length === 0) return [];
  const rows = all.map((one) => [
    words.timeText(one.endedAt).slice(5, 16),
    words.countText(one.iteration),
    one.from === one.to ? one.from : `${one.from} → ${one.to}`,
    one.problem ?? one.status,
    words.durationText(one.durationMs),
    words.costText(one.costUsd, one.pricedUsd),
    words.changesText(one.changes),
    printable(one.words ?? '', WORDS_SHOWN),
  ]);
  const head = ['end', 'no', 'phase', 'status', 'time', 'cost', 'commits', 'note'];
  return table(head, rows);
}

function waits({ waits: all }: MorningReport): string[] {
  return list(
    all.map(({ for: reason, startedAt, endedAt, ms }) => {
      const until = endedAt === null ? 'now' : words.timeText(endedAt);
      return `${words.durationText(ms)} ${waitedFor(reason)} (${words.timeText(startedAt)} to ${until})`;
    }),
  );
}

function failures(report: MorningReport): string[] {
  const { proof } = report;
  const lines = list(
    words.troublesOf(report).map(({ at, text }) => `${words.timeText(at)}: ${text}`),
  );
  if (proof === null) return lines;
  const title = `The last red proof of work, of iteration ${proof.iteration}:`;
  return [...lines, '', title, ...block(printableLines(proof.text).split('\n'))];
}

function wrote(report: MorningReport): string[] {
  return wroteOf(report).flatMap(({ text, commands }) => [...list([text]), ...block(commands)]);
}

function acts({ happenings }: MorningReport): string[] {
  const people = happenings.filter(({ kind }) => kind === 'person');
  return list(people.map((one) => `${words.timeText(one.at)}: ${words.actText(one)}`));
}

function work(report: MorningReport): string[] {
  const { text, commands } = words.workOf(report);
  return [escaped(text), ...(commands.length === 0 ? [] : block(commands))];
}

function list(items: readonly string[]): string[] {
  return items.map((item) => `- ${escaped(printable(item, WORDS_SHOWN * 2))}`);
}

/** Indented code: no content can end it early. */
function block(lines: readonly string[]): string[] {
  return ['', ...lines.map((line) => `    ${printable(line)}`.trimEnd()), ''];
}

/** A table whose columns also line up without rendering. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const cells = rows.map((row) => row.map(escaped));
  const widths = head.map((name, at) =>
    cells.reduce((most, row) => Math.max(most, (row[at] ?? '').length), name.length),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, at) => '-'.repeat(at === widths.length - 1 ? 3 : width));
  return [line(head), `| ${rule.join(' | ')} |`, ...cells.map(line)];
}

/**
 * One line in which nothing is Markdown, HTML or a command to a terminal. An underscore within a word
 * is none, so `plan_approval` stays readable.
 */
export function escaped(text: string): string {
  return printable(text)
    .replace(/[\\`*[\]<|~]/g, '\\$&')
    .replace(/&(?=#?\w+;)/g, '\\&')
    .replace(/(?<!\w)_|_(?!\w)/g, '\\_')
    .replace(/^(\s*)([#+>-]|\d+(?=[.)]))/, (_, space: string, sign: string) =>
      /\d/.test(sign) ? `${space}${sign}\\` : `${space}\\${sign}`,
    );
}
