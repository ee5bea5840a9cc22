import type { AgentEvent } from '../../domain/provider/agent-event.ts';
import type { Outcome } from '../../domain/provider/outcome.ts';
import type { ProcessEnd } from '../../domain/provider/process-end.ts';
import type { Spawner } from '../run/loop.ts';

/** The permission mode in force, where it is not the one that was asked for. */
export function otherMode(event: AgentEvent, asked: string | undefined): string | undefined {
  if (event.kind !== 'started' || asked === undefined) return undefined;
  return event.permissionMode === asked ? undefined : event.permissionMode;
}

/**
 * The failure of an agent that settings keep from its permissions: the next one fails, too. Undefined
 * for an agent that has them, and for one that a person stopped.
 */
export async function restrictedOutcome(
  { agent, obstacles }: Spawner,
  cwd: string,
  {
    events,
    end,
    asked,
  }: {
    readonly events: readonly AgentEvent[];
    readonly end: ProcessEnd;
    readonly asked: string | undefined;
  },
): Promise<Outcome | undefined> {
  const mode = events.map((event) => otherMode(event, asked)).find((other) => other !== undefined);
  if (mode === undefined || end.cause === 'stopped' || end.cause === 'folder-lost')
    return undefined;
  const { text, cure } = await obstacles.whyRestricted(cwd);
  const what = `${agent.provider.name} runs in permission mode ${mode}, not ${asked ?? ''}`;
  return { kind: 'permanent', reason: `${what}: ${text}`, cure };
}
