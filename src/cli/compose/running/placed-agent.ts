import type { AgentProgram } from '../../../app/run/loop.ts';
import { worktreePath } from '../../../app/workspace/worktree.ts';
import { workVariables } from '../../../domain/provider/environment/work-variables.ts';
import type { Place } from '../place/place.ts';
import type { HeldSession } from './session.ts';

/** An agent's program with the variables that tell it where it works. */
export function placedAgent(
  { held, place }: { readonly held: HeldSession; readonly place: Place },
  agent: AgentProgram,
): AgentProgram {
  const { store, slot } = held;
  const { mainRepo } = place.config;
  const worktree = worktreePath(place.config, store);
  const where = workVariables({ worktree, mainRepo, session: store.path, slot });
  return { ...agent, environment: { ...agent.environment, ...where } };
}
