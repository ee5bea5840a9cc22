import { isAbove } from '../../domain/models/stronger.ts';
import type { View } from '../session/look.ts';
import type { Loop } from './loop.ts';

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
