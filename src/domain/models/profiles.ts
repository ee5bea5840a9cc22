import type { Phase } from '../phases/phase.ts';
import type { ProviderName } from '../provider/provider-name.ts';

/** The profiles in the order of their strength. */
export const PROFILE_NAMES = ['light', 'standard', 'strong', 'max'] as const;
export type ProfileName = (typeof PROFILE_NAMES)[number];

/** A model and an effort in the CLI's own words; undefined leaves the choice to the CLI. */
export interface ModelChoice {
  readonly model?: string | undefined;
  readonly effort?: string | undefined;
}

/** The choice for all phases, and those of single phases, which replace it as a whole. */
export interface Profile {
  readonly all: ModelChoice;
  readonly phases?: Readonly<Partial<Record<Phase, ModelChoice>>> | undefined;
}

export type Profiles = Readonly<Record<ProviderName, Readonly<Record<ProfileName, Profile>>>>;

const SONNET = { model: 'sonnet' } as const;
const OPUS = { model: 'opus' } as const;

/** The phases whose mistakes cost most later. */
function thinking(choice: ModelChoice): Profile['phases'] {
  return { investigation: choice, planning: choice, quality: choice };
}

/** The day on which the models and efforts below were checked against the CLIs' own lists. */
export const PROFILES_DATE = '2026-11-28';

/**
 * The shipped profiles. Claude Code's aliases follow its newest models; Codex gets efforts only, because
 * its model names change with each release.
 */
export const PROFILES: Profiles = {
  claude: {
    light: { all: { ...SONNET, effort: 'low' }, phases: thinking(SONNET) },
    standard: { all: SONNET, phases: thinking(OPUS) },
    strong: { all: OPUS, phases: thinking({ ...OPUS, effort: 'high' }) },
    max: { all: { ...OPUS, effort: 'high' }, phases: thinking({ ...OPUS, effort: 'max' }) },
  },
  codex: {
    light: { all: { effort: 'low' }, phases: thinking({ effort: 'medium' }) },
    standard: { all: { effort: 'medium' }, phases: thinking({ effort: 'high' }) },
    strong: { all: { effort: 'high' } },
    max: { all: { effort: 'xhigh' } },
  },
};

/** The choice of a profile for a phase. */
export function choiceOf({ all, phases }: Profile, phase: Phase): ModelChoice {
  return phases?.[phase] ?? all;
}
