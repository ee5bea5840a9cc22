import { isAbove } from '../../domain/models/stronger.ts';
import { sendNotice } from '../rest/send-notice.ts';
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
export async function tellStronger(
  worker: Loop,
  { ledger, phase, iteration }: View,
): Promise<void> {
  const { profile, teller } = worker;
  if (profile === undefined || ledger.stronger?.isTried !== false) return;
  const { session } = teller.place;
  const text = `${ledger.stronger.reason}; one more try with the profile ${profile}`;
  await sendNotice(teller, { kind: 'stronger', session, phase, iteration: iteration + 1, text });
}
