import type { AgentEvent } from './agent-event.ts';
import type { FreshTry, Outcome } from './outcome.ts';
import type { Provider } from './provider.ts';

/**
 * The outcome without the fresh attempt of a conversation that had hardly begun: then the prompt or a
 * setting is wrong, and a new conversation fails the same way. `log` reads the CLI's output: while it
 * runs, not every line about a tool is parsed.
 */
export function ofConversation(
  outcome: Outcome,
  provider: Pick<Provider, 'parse'>,
  { events, log }: { readonly events: readonly AgentEvent[]; readonly log: () => string },
): Outcome {
  if (freshOf(outcome) !== 'conversation' || hasManyTurns(events)) return outcome;
  const isUnderWay = log()
    .split('\n')
    .some((line) => provider.parse(line).some(isToolCall));
  if (isUnderWay || (outcome.kind !== 'person' && outcome.kind !== 'permanent')) return outcome;
  const { kind, reason, cure } = outcome;
  return { kind, reason, cure };
}

function hasManyTurns(events: readonly AgentEvent[]): boolean {
  const last = events.findLast((event) => event.kind === 'finished');
  return (last?.turns ?? 0) > 1;
}

function isToolCall(event: AgentEvent): boolean {
  return event.kind === 'denied' || (event.kind === 'activity' && event.isToolCall === true);
}

/** The fresh attempt that may follow this outcome. */
function freshOf(outcome: Outcome): FreshTry | undefined {
  return outcome.kind === 'person' || outcome.kind === 'permanent' ? outcome.fresh : undefined;
}

interface Ended {
  readonly outcome: Outcome;
}

/** The fresh attempts among these: each follows an outcome that would otherwise need a person. */
export function freshTries(ends: readonly Ended[]): readonly FreshTry[] {
  return ends.slice(0, -1).flatMap(({ outcome }) => freshOf(outcome) ?? []);
}

/** Why there were fresh attempts, for the row. */
export function freshReasons(ends: readonly Ended[]): readonly string[] {
  return ends
    .slice(0, -1)
    .flatMap(({ outcome }) => (freshOf(outcome) === undefined ? [] : reasonOf(outcome)));
}

function reasonOf(outcome: Outcome): readonly string[] {
  return 'reason' in outcome ? [outcome.reason] : [];
}

/** Advice for an agent that follows a spoilt conversation. */
export function freshAdvice(fresh: FreshTry | undefined): readonly string[] {
  if (fresh !== 'conversation') return [];
  return [
    'That agent had worked before its conversation became unusable: check its commits and changed files (git log, git status), continue from there, and avoid the step that spoilt it.',
  ];
}
