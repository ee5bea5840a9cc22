import type { Phase } from '../../domain/phases/phase.ts';
import type { Command } from '../../domain/provider/provider.ts';
import type { Config } from '../../domain/settings/config.ts';
import type { Repository } from '../ports/repository.ts';
import type { SessionStore } from '../ports/session/store.ts';
import type { AgentProgram } from './loop.ts';

/** One spawn that is about to be made. */
export interface AttemptPlan {
  readonly phase: Phase;
  readonly iteration: number;
  readonly attempt: number;
  readonly cwd: string;
  readonly prompt: string;
  /** The rest of the run's cost bound, in US dollars. */
  readonly budgetUsd: number | undefined;
  /** Counts against limits if the attempt tells no cost, in US dollars. */
  readonly assumedUsd: number | undefined;
  /** Called with the model's first answer. */
  readonly onAnswer: () => Promise<void>;
}

/** The parts of a run that an agent's command is made of. */
export interface CommandParts {
  /** The run's id. */
  readonly id: string;
  readonly agent: AgentProgram;
  readonly config: Config;
  readonly store: SessionStore;
  readonly repository: Repository;
}

/** The model and the effort of a phase's agents. */
export function modelOf({ models }: Config, phase: Phase) {
  return { model: models[phase].model, effort: models[phase].effort };
}

/** The same for people, who know the model that they set for every phase. */
export function choiceToShow(config: Config, phase: Phase) {
  const { model, effort } = modelOf(config, phase);
  return { model, effort, isOfPhase: effort !== undefined || model !== config.model };
}

/** The provider's command with the child's whole environment. */
export function commandOf(
  { id, agent, config, store, repository }: CommandParts,
  plan: Pick<AttemptPlan, 'phase' | 'cwd' | 'budgetUsd'>,
  { agentSession, promptPath }: { readonly agentSession: string; readonly promptPath: string },
): Command {
  const command = agent.provider.command({
    phase: plan.phase,
    cwd: plan.cwd,
    pluginFolder: agent.texts.pluginFolder,
    hasSkills: agent.hasSkills(plan.cwd),
    sessionDir: store.path,
    repoGitDir: repository.gitDir(),
    gitFolders: repository.gitFoldersForCommits(plan.cwd),
    executable: agent.executable,
    ...modelOf(config, plan.phase),
    maxTurns: config.maxTurns,
    permissions: config.permissions,
    extraArgs: config.extraArgs,
    agentSession,
    promptPath,
    runId: id,
    isRoot: agent.isRoot,
    budgetUsd: plan.budgetUsd,
    timeoutMs: config.timeoutMs,
    inherited: agent.environment,
  });
  return { ...command, env: { ...agent.environment, ...command.env } };
}
