import type { Phase } from '../phases/phase.ts';
import type { RunEvent } from './event.ts';

/** The current activity of a run, for the heartbeat file and the service manager. */
export interface Doing {
  readonly state:
    'looking' | 'working' | 'proving' | 'judging' | 'retrying' | 'asleep' | 'waiting' | 'ending';
  readonly phase: Phase | undefined;
  readonly iteration: number | undefined;
}

export const STARTING: Doing = { state: 'looking', phase: undefined, iteration: undefined };

/** The activity after an event; the same value if nothing changed. */
export function doingAfter(doing: Doing, event: RunEvent): Doing {
  if (event.kind === 'run-started') return { ...doing, phase: event.phase };
  if (event.kind === 'attempt-started') {
    return { state: 'working', phase: event.phase, iteration: event.iteration };
  }
  if (event.kind === 'proving') return { ...doing, state: 'proving' };
  if (event.kind === 'attempt-ended') return { ...doing, state: 'judging' };
  if (event.kind === 'retrying') return { ...doing, state: 'retrying' };
  if (event.kind === 'limit') return { ...doing, state: 'asleep' };
  if (event.kind === 'decided') return { ...doing, state: 'looking', phase: event.to };
  if (event.kind === 'stopping') return { ...doing, state: 'ending' };
  if (event.kind === 'ended') return { ...doing, state: event.resident ? 'waiting' : 'ending' };
  return doing;
}

/** One line for a service manager's status. */
export function doingWords({ state, phase, iteration }: Doing): string {
  const where = [phase, iteration === undefined ? undefined : `iteration ${iteration}`]
    .filter((part) => part !== undefined)
    .join(', ');
  return where === '' ? WORDS[state] : `${where}: ${WORDS[state]}`;
}

const WORDS: Readonly<Record<Doing['state'], string>> = {
  looking: 'looking what comes next',
  working: 'the agent works',
  proving: 'proving the work',
  judging: 'judging the agent’s result',
  retrying: 'waiting before the next attempt',
  asleep: "asleep for the provider's limit",
  waiting: 'waiting for a person',
  ending: 'ending',
};
