import {
  changedSettings,
  changedWords,
  type SettingsPrint,
} from '../../domain/settings/changed-settings.ts';
import { look } from '../loop/look.ts';
import { recordNoticed } from '../loop/noticed.ts';
import { scribeOf } from '../loop/scribe.ts';
import type { Run } from '../loop/run.ts';

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
  recordNoticed(scribeOf(run), { reason, status: 'settings-changed', settings: [...keys] });
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
