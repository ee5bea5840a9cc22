import { type Phase, PHASES } from '../../phases/phase.ts';
import { PROVIDER_NAMES, type ProviderName } from '../../provider/provider-name.ts';
import { word } from '../values/words.ts';
import type { Setting } from './setting.ts';

/** What one phase may choose for itself. */
export const PHASE_CHOICES = ['MODEL', 'EFFORT'] as const;
export type PhaseChoice = (typeof PHASE_CHOICES)[number];

/** `CLAUDE_MODEL_PLANNING`, `CODEX_EFFORT_QUALITY`, … */
export type PhaseKey<
  P extends ProviderName = ProviderName,
  C extends PhaseChoice = PhaseChoice,
> = `${Uppercase<P>}_${C}_${Uppercase<Phase>}`;

type PhaseSetting = Setting & { readonly name: 'ofPhase' };

/** The key of one phase's model or effort. */
export function phaseKey(provider: ProviderName, choice: PhaseChoice, phase: Phase): PhaseKey {
  return [provider.toUpperCase(), choice, phase.toUpperCase()].join('_') as PhaseKey;
}

/** The model and the effort of each phase, for both providers. `chooseModels` reads them. */
export const PHASE_MODELS = Object.fromEntries(
  PROVIDER_NAMES.flatMap((provider) =>
    PHASE_CHOICES.flatMap((choice) =>
      PHASES.map((phase) => [phaseKey(provider, choice, phase), rowOf(provider, choice)]),
    ),
  ),
) as Readonly<Record<PhaseKey, PhaseSetting>>;

function rowOf(provider: ProviderName, choice: PhaseChoice): PhaseSetting {
  return {
    ...word,
    name: 'ofPhase',
    provider,
    default: undefined,
    class: 'harmless',
    family: `${provider.toUpperCase()}_${choice}_<PHASE>`,
    help: `the ${choice.toLowerCase()} of one phase, such as \`${phaseKey(provider, choice, 'planning')}\``,
  };
}
