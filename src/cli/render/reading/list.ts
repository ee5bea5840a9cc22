import type { ListedSession } from '../../../app/reading/list.ts';
import { formatAge } from '../../../domain/text/duration.ts';
import { printable } from '../../../domain/text/printable.ts';
import type { Paint } from '../live/paint.ts';
import { clock } from '../stamp.ts';
import { stateColour } from '../standing/state-colour.ts';
import { moneyWords } from '../words.ts';

interface Look {
  /** Columns; undefined: as wide as it gets. */
  readonly width: number | undefined;
  readonly colours: Paint;
  /** Epoch milliseconds. */
  readonly now: number;
}

const HEAD = ['session', 'phase', 'state', 'iter', 'awaits', 'last', 'cost'] as const;
const RIGHT = new Set([3, 5, 6]);
const GAP = '  ';

/** A line for each session; two where the terminal is too narrow for a table. */
export function listLines(sessions: readonly ListedSession[], look: Look): string {
  const rows = sessions.map((session) => ({ session, cells: cellsOf(session, look.now) }));
  const all = [HEAD, ...rows.map(({ cells }) => cells)];
  const widths = HEAD.map((_, at) => Math.max(...all.map((cells) => cells[at]?.length ?? 0)));
  const total = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length);
  const isTable = look.width === undefined || total <= look.width;
  const head = isTable ? look.colours.dim(line(HEAD, widths).trimEnd()) : undefined;
  const lines = rows.flatMap(({ session, cells }) => [
    ...(isTable ? [tableLine(session, cells, widths, look)] : narrowLines(session, cells, look)),
    ...(session.state === 'broken' ? [`${GAP}${printable(session.error)}`] : []),
  ]);
  return [head, ...lines].flatMap((text) => (text === undefined ? [] : [`${text}\n`])).join('');
}

type Cells = readonly string[];

function cellsOf(session: ListedSession, now: number): Cells {
  const age = formatAge(now - Date.parse(session.changedAt));
  const name = printable(session.session);
  if (session.state === 'broken') return [name, '', 'broken', '', '', age, ''];
  return [
    name,
    session.phase,
    session.state,
    String(session.iteration),
    awaited(session),
    age,
    moneyWords(session.costUsd, session.pricedUsd),
  ];
}

function awaited(session: Exclude<ListedSession, { state: 'broken' }>): string {
  if (session.resumeAt !== null) return clock(Date.parse(session.resumeAt)).slice(5, 16);
  if (session.state === 'failed') return 'resume';
  return session.awaiting ?? session.needs ?? '';
}

function tableLine(
  session: ListedSession,
  cells: Cells,
  widths: readonly number[],
  { colours }: Look,
): string {
  const padded = line(cells, widths).trimEnd();
  return stateColour(session.state, colours)(padded);
}

function line(cells: Cells, widths: readonly number[]): string {
  return cells
    .map((cell, at) =>
      RIGHT.has(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
    )
    .join(GAP);
}

function narrowLines(session: ListedSession, cells: Cells, { colours }: Look): readonly string[] {
  const [name = '', phase = '', state = '', iteration = '', awaits = '', age = '', cost = ''] =
    cells;
  const facts = [`${phase} ${iteration}`.trim(), awaits, age, cost].filter((fact) => fact !== '');
  return [
    stateColour(session.state, colours)(`${name}${GAP}${state}`),
    colours.dim(GAP + facts.join(', ')),
  ];
}
