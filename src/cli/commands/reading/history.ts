import { parsePhase, PHASES } from '../../../domain/phases/phase.ts';
import { type HistoryEntry, historyEntry } from '../../../domain/session/history-entry.ts';
import { printableJson } from '../../../domain/text/printable.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { openReading, type ReadingFlags } from '../../compose/reading/reading.ts';
import { openScreen } from '../../compose/reading/screen.ts';
import { print } from '../../console/print.ts';
import { historyLine } from '../../render/reading/history.ts';
import { readCount } from './reading-flags.ts';

interface HistoryFlags extends ReadingFlags {
  readonly json?: boolean;
  readonly number?: string;
  readonly phase?: string;
  readonly color?: boolean;
}

/** `samocode history`: the decisions, one line a row; streamed, however long it is. */
export function historyCommand(flags: HistoryFlags): number {
  const last = readCount('-n', flags.number);
  const phase = flags.phase === undefined ? undefined : parsePhase(flags.phase);
  if (flags.phase !== undefined && phase === undefined) {
    throw new UserError(`--phase is "${flags.phase}"`, { hint: `valid: ${PHASES.join(', ')}` });
  }
  const session = openReading(flags, () => undefined);
  const { colours } = openScreen(flags);
  const show = (entry: HistoryEntry): boolean =>
    print(
      flags.json === true
        ? `${printableJson(JSON.stringify(entry))}\n`
        : historyLine(entry, colours),
    );
  const kept: HistoryEntry[] = [];
  let line = 0;
  for (const { text } of session.historyLines()) {
    line += 1;
    const entry = historyEntry(text, line);
    if (entry === undefined) continue;
    if (phase !== undefined && entry.from !== phase && entry.to !== phase) continue;
    if (last === undefined) {
      if (!show(entry)) return 0;
      continue;
    }
    kept.push(entry);
    if (kept.length > last) kept.shift();
  }
  for (const entry of kept) if (!show(entry)) break;
  return 0;
}
