import type { Phase } from '../phases/phase.ts';
import type { RunEvent } from './event.ts';

/** The current activity of a run, for the heartbeat file and the service manager. */
export interface Doing {
  readonly state:
    | 'looking'
    | 'working'
    | 'setting-up'
    | 'proving'
    | 'judging'
    | 'retrying'
    | 'asleep'
    | 'parked'
    | 'waiting'
    | 'ending';
  readonly phase: Phase | undefined;
  readonly iteration: number | undefined;
  /** ISO 8601: when it goes on by itself; only while it sleeps or is parked. */
  readonly resumeAt?: string;
}

export const STARTING: Doing = { state: 'looking', phase: undefined, iteration: undefined };

/** The activity after an event; the same value if nothing changed. */
export function doingAfter(before: Doing, event: RunEvent): Doing {
  if (!MOVES.includes(event.kind)) return before;
  const { phase, iteration } = before;
  const doing: Omit<Doing, 'state'> = { phase, iteration };
  if (event.kind === 'run-started') return { ...before, phase: event.phase };
  if (event.kind === 'attempt-started') {
    return { state: 'working', phase: event.phase, iteration: event.iteration };
  }
  if (event.kind === 'setting-up' || event.kind === 'proving')
    return { ...doing, state: event.kind };
  if (event.kind === 'attempt-ended') return { ...doing, state: 'judging' };
  if (event.kind === 'retrying') return { ...doing, state: 'retrying' };
  if (event.kind === 'limit') return { ...doing, state: 'asleep', ...resumeAt(event) };
  if (event.kind === 'outage') return { ...doing, state: 'parked', ...resumeAt(event) };
  if (event.kind === 'decided') return { ...doing, state: 'looking', phase: event.to };
  if (event.kind === 'stopping') return { ...doing, state: 'ending' };
  if (event.kind === 'ended') return { ...doing, state: event.resident ? 'waiting' : 'ending' };
  return before;
}

const MOVES: readonly RunEvent['kind'][] = [
  ...([
    'run-started',
    'setting-up',
    'attempt-started',
    'proving',
    'attempt-ended',
    'retrying',
    'limit',
  ] as const),
  ...(['outage', 'decided', 'stopping', 'ended'] as const),
];

function resumeAt({ until }: { readonly until: number }): Pick<Doing, 'resumeAt'> {
  return { resumeAt: new Date(until).toISOString() };
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
  'setting-up': 'setting the worktree up',
  proving: 'running VERIFY',
  judging: 'judging the agent’s result',
  retrying: 'waiting before the next attempt',
  asleep: "asleep for the provider's limit",
  parked: 'resting until the provider answers again',
  waiting: 'waiting for a person',
  ending: 'ending',
};
