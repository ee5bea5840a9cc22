import { type Phase, PHASES } from '../phases/phase.ts';
import type { ProviderName } from '../provider/provider-name.ts';
import type { RawSettings } from '../settings/raw-value.ts';
import { type PhaseChoice, phaseKey } from '../settings/table/models.ts';
import { choiceOf, type ModelChoice, type Profile } from './profiles.ts';

/** The model and the effort of each phase. */
export type PhaseModels = Readonly<Record<Phase, ModelChoice>>;

interface Sources {
  readonly provider: ProviderName;
  readonly profile: Profile | undefined;
  /** The settings for all phases, with their defaults. */
  readonly general: ModelChoice;
}

/** Chooses for each phase: a flag, the phase's own setting, the profile, the general setting, in this order. */
export function chooseModels(raw: RawSettings, sources: Sources): PhaseModels {
  const entries = PHASES.map((phase) => [phase, choiceFor(phase, raw, sources)] as const);
  // Each phase has its entry.
  return Object.fromEntries(entries) as unknown as PhaseModels;
}

function choiceFor(
  phase: Phase,
  raw: RawSettings,
  { provider, profile, general }: Sources,
): ModelChoice {
  const ofProfile = profile === undefined ? {} : choiceOf(profile, phase);
  const own = (choice: PhaseChoice) => raw.get(phaseKey(provider, choice, phase))?.value.trim();
  const flag = (key: `${'CLAUDE' | 'CODEX'}_${PhaseChoice}`) => {
    const found = raw.get(key);
    return found?.source.startsWith('--') === true ? found.value.trim() : undefined;
  };
  const prefix = provider === 'claude' ? 'CLAUDE' : 'CODEX';
  return {
    model: flag(`${prefix}_MODEL`) ?? own('MODEL') ?? ofProfile.model ?? general.model,
    effort: flag(`${prefix}_EFFORT`) ?? own('EFFORT') ?? ofProfile.effort ?? general.effort,
  };
}
