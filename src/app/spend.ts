import type { AgentEvent } from '../domain/agent.ts';
import { laneOf } from '../domain/billing.ts';
import { costOf, type Cost } from '../domain/usage.ts';
import type { Mark } from './ports.ts';
import type { Run } from './run.ts';

/** What an attempt's events say of itself. */
export interface AttemptFacts {
  readonly cost: Cost;
  readonly agentSession: string | undefined;
  readonly model: string | undefined;
  /** Who paid: the CLI's own word, or a variable that it does not name. */
  readonly billing: string | undefined;
  /** The tool calls that the CLI refused. */
  readonly denied: readonly string[];
}

export function factsOf(
  { provider, environment }: Pick<Run, 'provider' | 'environment'>,
  events: readonly AgentEvent[],
): AttemptFacts {
  const started = events.find((event) => event.kind === 'started');
  return {
    cost: costOf(events),
    agentSession: started?.agentSession,
    model: started?.model,
    denied: events.flatMap((event) => (event.kind === 'denied' ? event.text : [])),
    billing: laneOf(provider.name, environment, started?.billing),
  };
}

/** The facts of an attempt whose run died, from what its CLI had printed. */
export function factsOfDead(run: Run, { log }: Pick<Mark, 'log'>): AttemptFacts {
  const lines = run.store.logEnds(log).split('\n');
  return factsOf(
    run,
    lines.flatMap((line) => run.provider.parse(line)),
  );
}

/** Into the user's spend book, at once: whatever becomes of the signal, it is spent. */
export function noteSpending(
  run: Run,
  attempt: Pick<Mark, 'run' | 'iteration' | 'attempt' | 'log'>,
  { model, cost }: Pick<AttemptFacts, 'model' | 'cost'>,
): void {
  run.spending.record({
    at: run.clock.now(),
    session: run.store.path,
    run: attempt.run,
    iteration: attempt.iteration,
    attempt: attempt.attempt,
    log: attempt.log,
    provider: run.provider.name,
    model,
    cost,
  });
}
