import { type Phase, PHASES } from '../phases/phase.ts';
import type { ProviderName } from '../provider/provider-name.ts';
import type { Config } from '../settings/config.ts';
import type { ModelChoice } from './profiles.ts';

/** A model and an effort that agents of some phases get; undefined: the CLI's own. */
export interface AskedModel extends ModelChoice {
  readonly provider: ProviderName;
  readonly executable: string;
  readonly phases: readonly Phase[];
}

/** Each configured choice once: all phases of the selected provider, and those in which the other one may work. */
export function askedModels(config: Config): readonly AskedModel[] {
  const { other } = config;
  return [
    ...choicesOf(config, PHASES),
    ...(other === undefined ? [] : choicesOf(other, config.fallbackPhases)),
  ];
}

function choicesOf(
  { provider, executable, models }: Config,
  phases: readonly Phase[],
): readonly AskedModel[] {
  const keyOf = (phase: Phase): string =>
    JSON.stringify([models[phase].model, models[phase].effort]);
  const firsts = phases.filter((phase, at) => phases.map(keyOf).indexOf(keyOf(phase)) === at);
  return firsts.map((first) => {
    const same = phases.filter((phase) => keyOf(phase) === keyOf(first));
    return { ...models[first], provider, executable, phases: same };
  });
}
