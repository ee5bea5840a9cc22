import type { HistoryEntry } from '../../../domain/session/history-entry.ts';
import { formatDuration } from '../../../domain/text/duration.ts';
import { printable } from '../../../domain/text/printable.ts';
import type { Paint } from '../live/paint.ts';
import { moneyWords } from '../words.ts';

/** One line per row: time, iteration, move, result, author, cost and summary. */
export function historyLine(entry: HistoryEntry, colours: Paint): string {
  if (entry.kind === 'torn') {
    const what = `line ${entry.line} is truncated or not a samocode row: ${entry.words ?? ''}`;
    return `${colours.warning(printable(what, 200))}\n`;
  }
  const time = colours.dim((entry.timestamp ?? '').slice(5, 16).padEnd(11));
  const number = entry.iteration === null ? '' : String(entry.iteration);
  const facts = [
    moveWords(entry),
    statusWords(entry),
    entry.who,
    entry.attempts !== null && entry.attempts > 1 ? `${entry.attempts} attempts` : null,
    entry.fresh === null ? null : `fresh after: ${entry.fresh.join('; ')}`,
    entry.durationMs === null ? null : formatDuration(entry.durationMs),
    moneyWords(entry.costUsd, entry.pricedUsd),
  ].filter((fact) => fact !== null && fact !== '');
  const text = printable(`${number.padStart(4)} ${facts.join(', ')}`);
  const words = entry.words === null ? '' : printable(`: ${entry.words}`);
  return `${time}${weightOf(entry, colours)(text)}${words}\n`;
}

function moveWords({ from, to }: HistoryEntry): string {
  if (to === null) return from ?? '';
  return from === null || from === to ? to : `${from} → ${to}`;
}

function statusWords({ status, accepted, problem }: HistoryEntry): string {
  const broken = problem === null ? '' : ` (${problem})`;
  const refused = accepted === false && problem === null ? ' (not accepted)' : '';
  return `${status ?? ''}${broken}${refused}`;
}

function weightOf({ kind, status, problem }: HistoryEntry, colours: Paint): Paint['info'] {
  if (kind === 'gave-up') return colours.error;
  const needsSomebody = status === 'blocked' || status === 'waiting';
  return needsSomebody || problem !== null ? colours.warning : colours.info;
}
