import type { NoticedRow } from '../../domain/session/row.ts';
import type { Writer } from '../ports/session/writer.ts';
import { look } from './look.ts';
import { rowHead } from './rows.ts';

/** The row of something that was noticed. A mark stays: its signal is still to be recorded. */
export function recordNoticed(
  { store, now, run }: Writer,
  fields: Pick<NoticedRow, 'status' | 'reason' | 'settings'>,
): void {
  const { phase, iteration, ledger, state } = look(store);
  const head = rowHead({ at: now(), run, iteration, from: phase, to: phase });
  store.append({ ...head, kind: 'noticed', ...fields });
  // The phase stays: an overview that was settled is settled.
  if (state.settledRows === ledger.rows) {
    store.saveState({ ...state, settledRows: store.ledger().rows });
  }
}
