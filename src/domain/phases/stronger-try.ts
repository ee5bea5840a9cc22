import type { ProfileName } from '../models/profiles.ts';
import type { Decision } from './decision.ts';

/** The conditions of the one try with a stronger profile. */
export interface StrongerTry {
  /** The next profile for the phase; undefined: there is none. */
  readonly profile: ProfileName | undefined;
  /** This visit of the phase has had its try. */
  readonly isUsed: boolean;
}

/**
 * Gives a phase one try with the next profile where it is stuck, or where its agent is blocked by an
 * error. Every other decision stays as it is: a matter for a person is not tried again.
 */
export function orStronger(decision: Decision, { profile, isUsed }: StrongerTry): Decision {
  if (decision.kind !== 'blocked' || profile === undefined || isUsed) return decision;
  const { phase, problem, needs, reason } = decision;
  const isByAgent = problem === undefined && needs === 'error_resolution';
  if (problem !== 'stuck' && !isByAgent) return decision;
  const text = `${reason}; one more try with the profile ${profile}`;
  return { kind: 'ready', phase, reason: text, stronger: { profile, reason } };
}
