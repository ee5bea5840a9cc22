import { gateOf } from '../loop/settle.ts';
import type { Run } from '../loop/run.ts';

const NOT_OURS = 'a row that samocode did not write on this machine';

/**
 * Told at the start of a run: the gates that were opened by rows of somebody else. They are followed, for
 * samocode on another machine, or with another state folder, writes such rows, too.
 */
export function noteUnknownRows(run: Pick<Run, 'store' | 'openings' | 'report'>): void {
  const { rows, isCut } = run.store.unknownRows();
  if (isCut) {
    run.report({ kind: 'warning', text: 'rows of the history are gone that samocode has written' });
  }
  for (const row of rows) {
    const gate = row.kind === 'person' ? gateOf(row.status) : undefined;
    if (row.kind !== 'person' || gate === undefined) continue;
    run.openings.push({ gate, by: row.by, caller: NOT_OURS });
    const text = `the ${gate} gate was opened by ${row.by} (${NOT_OURS})`;
    run.report({ kind: 'warning', text });
  }
}
