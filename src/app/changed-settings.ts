import { changedSettings, changedWords, type SettingsPrint } from '../domain/changed-settings.ts';
import { look } from './look.ts';
import { rowHead } from './rows.ts';
import type { Run } from './run.ts';

/**
 * Records and tells which settings changed since an agent was started. This run keeps those that it read
 * at its start, and the session is blocked before it is done (`beforeDone`).
 */
export async function noteSettings(run: Run, before: SettingsPrint): Promise<void> {
  const keys = changedSettings(before, run.settings());
  if (keys.length === 0) return;
  const reason = changedWords(keys);
  const text = `${reason}; this run keeps the values that it began with, and the session is blocked before it is done`;
  run.report({ kind: 'warning', text });
  record(run, keys, reason);
  const { phase, iteration } = look(run.store);
  const place = { path: run.store.path, config: run.config.configPath };
  const notice = {
    kind: 'changed',
    session: run.session,
    phase,
    iteration,
    text,
    ...place,
  } as const;
  const failure = await run.notifier.tell(notice);
  if (failure === undefined) return;
  run.report({ kind: 'warning', text: `the notice could not be sent: ${failure.reason}` });
}

/** The mark stays: its signal is still to be recorded. */
function record({ store, clock, id }: Run, keys: readonly string[], reason: string): void {
  const { phase, iteration, ledger, state } = look(store);
  const head = rowHead({ at: clock.now(), run: id, iteration, from: phase, to: phase });
  store.append({
    ...head,
    reason,
    kind: 'noticed',
    status: 'settings-changed',
    settings: [...keys],
  });
  // The row changes nothing that the overview says.
  if (state.settledRows === ledger.rows)
    store.saveState({ ...state, settledRows: store.ledger().rows });
}
