import type { Phase } from '../phases/phase.ts';
import type { Config } from '../settings/config.ts';
import { type AskedModel, askedModels } from './asked-models.ts';
import { modelInUse } from './model-setting.ts';
import { PROFILES } from './profiles.ts';

/** A model that a setting names. */
export type NamedModel = AskedModel & { readonly model: string };

/**
 * The named models that the first phase of a run does not use: its own one is tried by the first attempt.
 * Each once; the names of the shipped profiles are known.
 */
export function laterModels(config: Config, first: Phase): readonly NamedModel[] {
  const shipped = new Set(
    Object.values(PROFILES)
      .flatMap((profiles) => Object.values(profiles))
      .flatMap(({ all, phases }) => [all, ...Object.values(phases ?? {})])
      .map(({ model }) => model),
  );
  const own = modelInUse(config, first);
  const found = new Map<string, NamedModel>();
  for (const asked of askedModels(config)) {
    const { provider, model, phases } = asked;
    if (model === undefined || shipped.has(model)) continue;
    if (provider === config.provider && model === own) continue;
    const key = `${provider} ${model}`;
    const before = found.get(key);
    found.set(key, { ...asked, model, phases: [...(before?.phases ?? []), ...phases] });
  }
  return [...found.values()];
}

/** Whether a CLI lists a model, which may be named with its context window, as in `sonnet[1m]`. */
export function isListed(model: string, listed: readonly string[]): boolean {
  const plain = model.replace(/\[\w+\]$/, '');
  return listed.some((name) => name.toLowerCase() === plain.toLowerCase());
}
