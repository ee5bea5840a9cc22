import type { MorningReport } from '../../../app/report/morning-report.ts';
import { printable, printableLines } from '../../../domain/text/printable.ts';
import type { Item, Part, Section, Table } from './report-parts.ts';
import { sectionsOf } from './report-sections.ts';
import { answersOf, headline } from './report-words.ts';

/** The report as Markdown that is readable without rendering, in a file and in a mail. */
export function reportMarkdown(report: MorningReport): string {
  const answers = answersOf(report).map(([name, text]) => `- **${name}:** ${escaped(text)}`);
  const parts = [
    `# ${escaped(headline(report))}`,
    answers.join('\n'),
    ...sectionsOf(report).map(sectionText),
  ];
  return `${parts.join('\n\n')}\n`;
}

function sectionText({ title, parts }: Section): string {
  return [`## ${escaped(title)}`, ...parts.map(partText)].join('\n\n');
}

function partText(part: Part): string {
  switch (part.kind) {
    case 'text':
      return escaped(part.text);
    case 'prose':
      return printableLines(part.text)
        .split('\n')
        .map((line) => `> ${escaped(line)}`.trimEnd())
        .join('\n');
    // Indented: no content can end it early.
    case 'code':
      return part.lines.map((line) => `    ${printable(line)}`.trimEnd()).join('\n');
    case 'list':
      return part.items.map(itemText).join('\n');
    case 'table':
      return tableText(part);
  }
}

function itemText({ text, isTicked, below = [] }: Item): string {
  const box = isTicked === undefined ? '' : isTicked ? '[x] ' : '[ ] ';
  return [`- ${box}${escaped(text)}`, ...below.map((line) => `  - ${escaped(line)}`)].join('\n');
}

/** A table whose columns also line up without rendering. */
function tableText({ head, rows }: Table): string {
  const cells = rows.map((row) => row.map(escaped));
  const widths = head.map((name, at) =>
    cells.reduce((most, row) => Math.max(most, (row[at] ?? '').length), name.length),
  );
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, at) => '-'.repeat(at === widths.length - 1 ? 3 : width));
  return [line(head), `| ${rule.join(' | ')} |`, ...cells.map(line)].join('\n');
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
    .replace(/^(\s*)([#+>-]|\d+(?=[.)](?:\s|$)))/, (_, space: string, sign: string) =>
      /\d/.test(sign) ? `${space}${sign}\\` : `${space}\\${sign}`,
    );
}
