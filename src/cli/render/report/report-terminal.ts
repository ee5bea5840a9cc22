import type { MorningReport } from '../../../app/report/morning-report.ts';
import { cellWidth } from '../../../domain/text/cells.ts';
import { printable, printableLines } from '../../../domain/text/printable.ts';
import type { Paint } from '../live/paint.ts';
import { tableLines } from '../reading/table.ts';
import { stateColour } from '../standing/state-colour.ts';
import type { Item, Part, Section, Table } from './report-parts.ts';
import { sectionsOf } from './report-sections.ts';
import { answersOf, headline } from './report-words.ts';

interface Look {
  readonly width: number;
  readonly colours: Paint;
}

const GAP = '  ';

/** The report for a terminal: lines wrap between words, and a table that is too wide becomes a block for each row. */
export function reportTerminal(report: MorningReport, look: Look): string {
  const { colours } = look;
  const title = stateColour(report.state, colours)(printable(headline(report)));
  const answers = answersOf(report).map(([name, text]) =>
    wrapped(`${name.padEnd(8)}${printable(text)}`, { ...look, indent: 8 }),
  );
  const sections = sectionsOf(report).map((section) => sectionText(section, look));
  return `${[colours.bold(title), answers.join('\n'), ...sections].join('\n\n')}\n`;
}

function sectionText({ title, parts, id }: Section, look: Look): string {
  const { bold, warning } = look.colours;
  const head = (id === 'decide' ? warning : bold)(printable(title));
  return [head, ...parts.map((part) => partText(part, look))].join('\n');
}

function partText(part: Part, look: Look): string {
  switch (part.kind) {
    case 'text':
      return wrapped(GAP + printable(part.text), { ...look, indent: 2 });
    case 'prose':
      return printableLines(part.text)
        .split('\n')
        .map((line) => wrapped(GAP + line, { ...look, indent: 2 }))
        .join('\n');
    // Not wrapped: a command is copied as it is.
    case 'code':
      return part.lines.map((line) => `${GAP}${GAP}${printable(line)}`).join('\n');
    case 'list':
      return part.items.map((item) => itemText(item, look)).join('\n');
    case 'table':
      return tableText(part, look);
  }
}

function itemText({ text, isTicked, below = [] }: Item, look: Look): string {
  const sign = isTicked === undefined ? '-' : isTicked ? '[x]' : '[ ]';
  const indent = GAP.length + sign.length + 1;
  const lines = [
    wrapped(`${GAP}${sign} ${printable(text)}`, { ...look, indent }),
    ...below.map((line) =>
      look.colours.dim(
        wrapped(' '.repeat(indent) + printable(line), { ...look, indent: indent + 2 }),
      ),
    ),
  ];
  return lines.join('\n');
}

function tableText({ head, rows }: Table, look: Look): string {
  const { width, colours } = look;
  const cells = rows.map((row) => row.map((cell) => printable(cell)));
  const lines = tableLines([head, ...cells], () => false).map((line) => `${GAP}${line}`.trimEnd());
  const widest = lines.reduce((most, line) => Math.max(most, cellWidth(line)), 0);
  if (widest > width) return cells.map((row) => cardText({ head, row }, look)).join('\n');
  const [top = '', ...others] = lines;
  return [colours.dim(top), ...others].join('\n');
}

function cardText(
  { head, row }: { readonly head: readonly string[]; readonly row: readonly string[] },
  look: Look,
): string {
  const [first = '', ...rest] = row;
  const named = rest
    .map((cell, at) => (cell === '' ? [] : [`${head[at + 1] ?? ''} ${cell}`]))
    .flat();
  return wrapped(`${GAP}- ${[first, ...named].join(', ')}`, { ...look, indent: 4 });
}

/** The text in lines of at most `width` cells, broken between words; a longer word stays whole. */
function wrapped(text: string, { width, indent }: Look & { readonly indent: number }): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<=\S)(?= )/)) {
    const isFull = line.trim() !== '' && cellWidth(line + word) > width;
    if (isFull) lines.push(line);
    line = isFull ? ' '.repeat(indent) + word.trimStart() : line + word;
  }
  return [...lines, line].join('\n');
}
