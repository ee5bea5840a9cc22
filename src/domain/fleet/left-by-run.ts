import { readRow } from '../session/row.ts';

/** The files of a session that tell who changed it. */
export interface Traces {
  /** `_signal_history.jsonl`. */
  readonly history: string;
  /** The attempt that has begun and has no row. */
  readonly mark: string;
  /** The files of the inbox, by path and content. */
  readonly inbox: readonly string[];
}

/**
 * Whether all that differs from the pushed state is the work of runs: an attempt has begun since, and no person has
 * acted. Then it is left from a machine that died, and no command of a person.
 */
export function isLeftByRun(pushed: Traces, here: Traces): boolean {
  if (!here.history.startsWith(pushed.history)) return false;
  if (here.inbox.join('\n') !== pushed.inbox.join('\n')) return false;
  // The machine may have died within a row, which has no line break then.
  const [torn, ...added] = here.history.slice(pushed.history.length).split('\n').reverse();
  if (!added.every(isOfRun)) return false;
  if (torn?.includes('"kind":"person"') === true) return false;
  return torn !== '' || added.length > 0 || here.mark !== pushed.mark;
}

function isOfRun(line: string): boolean {
  const reading = readRow(line);
  return reading.kind === 'row' && reading.row.kind !== 'person';
}
