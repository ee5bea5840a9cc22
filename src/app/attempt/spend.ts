import { modelInUse } from '../../domain/models/model-setting.ts';
import type { Phase } from '../../domain/phases/phase.ts';
import { type AgentEvent, isOfModel } from '../../domain/provider/agent-event.ts';
import { laneOf } from '../../domain/provider/cost/billing.ts';
import { withPrice } from '../../domain/provider/cost/prices.ts';
import { costOf, countedCost } from '../../domain/provider/cost/usage.ts';
import type { Mark } from '../ports/session/state.ts';
import type { AgentProgram, Loop } from '../run/loop.ts';
import type { AttemptFacts } from '../run/report.ts';

export function factsOf(
  {
    provider,
    environment,
    threadUsage,
  }: Pick<AgentProgram, 'provider' | 'environment' | 'threadUsage'>,
  events: readonly AgentEvent[],
): AttemptFacts {
  const started = events.find((event) => event.kind === 'started');
  const thread = started?.agentSession;
  const told = costOf(events);
  // A turn that did not come to its end tells nothing.
  const usage = told.usage ?? (thread === undefined ? undefined : threadUsage(thread));
  return {
    cost: { ...told, usage },
    agentSession: started?.agentSession,
    model: started?.model,
    denied: events.flatMap((event) => (event.kind === 'denied' ? event.text : [])),
    lost: events.flatMap((event) => (event.kind === 'lost' ? event.text : [])),
    billing: laneOf(provider.name, environment, started?.billing),
  };
}

/** The facts with the cost by the prices of the tokens, where the CLI reported none. */
export function pricedFacts(
  { settings, spawner, books }: Loop,
  phase: Phase,
  facts: AttemptFacts,
): AttemptFacts {
  // Codex tells no model.
  const model = facts.model ?? modelInUse(settings.config, phase);
  const { name: provider } = spawner.agent.provider;
  return { ...facts, cost: withPrice(facts.cost, { provider, model, prices: books.prices }) };
}

/**
 * Whether an attempt may have cost something. A CLI that tells of an error before any word of the model
 * was refused; one that just ended may have been answered.
 */
export function spends(events: readonly AgentEvent[]): boolean {
  if (events.some(isAnswer)) return true;
  const isRefused = events.some(({ kind }) => REFUSALS.includes(kind));
  return !isRefused && events.some(({ kind }) => kind === 'started');
}

const REFUSALS: readonly AgentEvent['kind'][] = ['error', 'limit', 'finished'];

/** The model answered, or the CLI says so. */
export function isAnswer(event: AgentEvent): boolean {
  return isOfModel(event) || (event.kind === 'finished' && event.ok);
}

/** The facts of an attempt whose run died, from what its CLI had printed. */
export function factsOfDead(
  loop: Loop,
  mark: Pick<Mark, 'log' | 'phase' | 'budgetUsd'>,
): AttemptFacts {
  const lines = loop.session.store.logEnds(mark.log).split('\n');
  const { agent } = loop.spawner;
  const events = lines.flatMap((line) => agent.provider.parse(line));
  const facts = pricedFacts(loop, mark.phase, factsOf(agent, events));
  const { budgetUsd: assumedUsd } = mark;
  return { ...facts, cost: countedCost(facts.cost, { spends: spends(events), assumedUsd }) };
}

/** Into the user's spend book, at once: whatever becomes of the signal, it is spent. */
export function noteSpending(
  loop: Loop,
  attempt: Pick<Mark, 'run' | 'iteration' | 'attempt' | 'log' | 'phase'>,
  { model, cost }: Pick<AttemptFacts, 'model' | 'cost'>,
  isAdopted?: true,
): void {
  const { phase } = attempt;
  loop.books.spending.record({
    at: loop.clock.now(),
    session: loop.session.store.path,
    run: attempt.run,
    iteration: attempt.iteration,
    attempt: attempt.attempt,
    log: attempt.log,
    provider: loop.spawner.agent.provider.name,
    // Codex tells no model.
    model: model ?? modelInUse(loop.settings.config, phase),
    phase,
    cost,
    ...(isAdopted === true && { isAdopted }),
  });
}
