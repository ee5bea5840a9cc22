import { type Phase, PHASES } from '../phases/phase.ts';
import { type ModelChoice, PROFILE_NAMES, type ProfileName } from './profiles.ts';

/** The next profile for a phase, with its choice. */
export interface Stronger extends ModelChoice {
  readonly profile: ProfileName;
}

/** For each phase the next profile that changes its model or effort; none after the last one. */
export type StrongerModels = Readonly<Partial<Record<Phase, Stronger>>>;

/** `choose`: the choice for a phase under a profile, with all settings that win over the profile. */
export function strongerModels(
  profile: ProfileName | undefined,
  choose: (profile: ProfileName, phase: Phase) => ModelChoice,
): StrongerModels {
  if (profile === undefined) return {};
  const above = PROFILE_NAMES.slice(PROFILE_NAMES.indexOf(profile) + 1);
  const entries = PHASES.flatMap((phase) => {
    const now = choose(profile, phase);
    const next = above
      .map((name) => ({ ...choose(name, phase), profile: name }))
      .find(({ model, effort }) => model !== now.model || effort !== now.effort);
    return next === undefined ? [] : [[phase, next] as const];
  });
  return Object.fromEntries(entries);
}

/** Whether a profile is stronger than the one of the settings, which a person may have raised. */
export function isAbove(profile: ProfileName, setting: ProfileName | undefined): boolean {
  return setting !== undefined && PROFILE_NAMES.indexOf(profile) > PROFILE_NAMES.indexOf(setting);
}
