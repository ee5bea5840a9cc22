import { deniedCalls, deniedTrouble } from '../../domain/prompt/denied.ts';
import { lostTrouble } from '../../domain/prompt/lost-writes.ts';
import type { AttemptFacts } from '../run/report.ts';

/** The denied calls and the lost writes of a failed attempt, for the prompt of the next one. */
export function attemptTroubles(end: Pick<AttemptFacts, 'denied' | 'lost'>): readonly string[] {
  const denied = deniedCalls(end.denied);
  return [
    ...(denied === undefined ? [] : [deniedTrouble(denied, 'attempt')]),
    ...(end.lost.length === 0 ? [] : [lostTrouble(end.lost, 'attempt')]),
  ];
}
