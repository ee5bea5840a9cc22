import type { AgentEvent } from './agent-event.ts';
import type { Outcome, Reach } from './outcome.ts';
import type { EndCause } from './process-end.ts';

/** Bounds and habits of one session end these turns, not the provider. */
const OWN_CODES: readonly string[] = ['error_max_turns', 'max_turns', 'max_output_tokens'];

interface FailedEnd {
  readonly cause: EndCause;
  readonly isAnswered: boolean;
  readonly outcome: Outcome;
}

/**
 * Who rests for a transient failure. For this session alone it says nothing about the provider: the CLI crashed, a bound
 * of ours ended it, or a portal of this machine's network answered.
 */
export function reachOf(events: readonly AgentEvent[], end: FailedEnd): Reach {
  if (isOwnFailure(events, end)) return 'session';
  return (end.outcome.kind === 'overload' ? end.outcome.reach : undefined) ?? 'account';
}

/** `cause`: how its process ended; `isAnswered`: the model had answered before. */
function isOwnFailure(
  events: readonly AgentEvent[],
  { cause, isAnswered, outcome }: FailedEnd,
): boolean {
  if (outcome.kind === 'overload' && outcome.reach === 'session') return true;
  const last = events.findLast(({ kind }) => TELLING.includes(kind));
  if (last === undefined) return true;
  const isOwnCode = 'code' in last && OWN_CODES.includes(last.code);
  if (isOwnCode || (last.kind === 'finished' && last.ok)) return true;
  // An error from which the CLI recovered is no reason for an end that we made.
  return isAnswered && cause !== 'exited' && cause !== 'lingered';
}

/** The events by which a CLI tells that the provider fails. */
const TELLING: readonly AgentEvent['kind'][] = ['error', 'retrying', 'finished'];

/** An error by which a provider slows an account down: too many requests, for a short time. */
export function isTemporaryLimit(event: AgentEvent): boolean {
  if (event.kind !== 'error' && event.kind !== 'finished') return false;
  return event.status === 429 || /\b429\b|\brate.limit/i.test(event.text);
}
