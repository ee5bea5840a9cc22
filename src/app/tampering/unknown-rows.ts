import type { SessionStore } from '../ports/session/store.ts';
import type { Teller } from '../run/loop.ts';
import { gateOf } from '../session/record-act.ts';

const NOT_OURS = 'a row that samocode did not write on this machine';

/**
 * Reports, at the start of a run, gates that rows of another program opened. samocode follows such
 * rows, because samocode on another machine, or with another state folder, writes them, too.
 */
export function noteUnknownRows(store: SessionStore, { openings, report }: Teller): void {
  const { rows, isCut } = store.unknownRows();
  if (isCut) {
    report({ kind: 'warning', text: 'rows of the history are gone that samocode has written' });
  }
  for (const row of rows) {
    const gate = row.kind === 'person' ? gateOf(row.status) : undefined;
    if (row.kind !== 'person' || gate === undefined) continue;
    openings.push({ gate, by: row.by, caller: NOT_OURS });
    const text = `the ${gate} gate was opened by ${row.by} (${NOT_OURS})`;
    report({ kind: 'warning', text });
  }
}
