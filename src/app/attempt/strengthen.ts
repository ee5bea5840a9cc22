import { isAbove } from '../../domain/models/stronger.ts';
import { tellOfNext } from '../rest/send-notice.ts';
import type { Loop } from '../run/loop.ts';
import type { View } from '../session/look.ts';

/** The loop with the models of the stronger profile, where the phase got a try with it. */
export function strengthened(loop: Loop, { ledger, phase }: View): Loop {
  const { config } = loop.settings;
  const next = config.stronger[phase];
  const given = ledger.stronger;
  if (given === undefined || next === undefined || !isAbove(given.profile, config.profile)) {
    return loop;
  }
  const { profile, model, effort } = next;
  const models = { ...config.models, [phase]: { model, effort } };
  return { ...loop, settings: { ...loop.settings, config: { ...config, models } }, profile };
}

/** Tells people before the first iteration with the stronger profile. */
export async function tellStronger(worker: Loop, view: View): Promise<void> {
  const { profile } = worker;
  const { stronger } = view.ledger;
  if (profile === undefined || stronger?.isTried !== false) return;
  const text = `${stronger.reason}; one more try with the profile ${profile}`;
  await tellOfNext(worker, view, { kind: 'stronger', text });
}
