import { workVariables } from '../../domain/provider/environment/work-variables.ts';
import type { Config } from '../../domain/settings/config.ts';
import type { SessionStore } from '../ports/session/store.ts';
import type { AgentProgram } from '../run/loop.ts';
import { worktreePath } from './worktree-request.ts';

/** Where an agent works. `slot`: its number among the runs of the user. */
interface AgentPlace {
  readonly config: Config;
  readonly store: SessionStore;
  readonly slot: number | undefined;
}

/** An agent's program with the variables that tell it where it works. */
export function placedAgent(
  agent: AgentProgram,
  { config, store, slot }: AgentPlace,
): AgentProgram {
  const worktree = worktreePath(config, store);
  const where = workVariables({ worktree, mainRepo: config.mainRepo, session: store.path, slot });
  return { ...agent, environment: { ...agent.environment, ...where } };
}
