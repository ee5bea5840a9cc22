import {
  changedSettings,
  changedWords,
  type SettingsPrint,
} from '../../domain/settings/changed-settings.ts';
import type { Loop } from '../run/loop.ts';
import { writerOf } from '../run/writer.ts';
import { look } from '../session/look.ts';
import { recordNoticed } from '../session/noticed.ts';

/**
 * Records and tells which settings changed since an agent was started. This run keeps those that it read
 * at its start, and the session is blocked before it is done (`beforeDone`).
 */
export async function noteSettings(loop: Loop, before: SettingsPrint): Promise<void> {
  const keys = changedSettings(before, loop.settings.print());
  if (keys.length === 0) return;
  const reason = changedWords(keys);
  const text = `${reason}; this run keeps the values that it began with, and the session is blocked before it is done`;
  loop.teller.report({ kind: 'warning', text });
  recordNoticed(writerOf(loop), { reason, status: 'settings-changed', settings: [...keys] });
  const { phase, iteration } = look(loop.session.store);
  const notice = {
    kind: 'changed',
    phase,
    iteration,
    text,
    ...loop.teller.place,
  } as const;
  const failure = await loop.teller.notifier.tell(notice);
  if (failure === undefined) return;
  loop.teller.report({ kind: 'warning', text: `the notice could not be sent: ${failure.reason}` });
}
