import type { Before } from '../../domain/phases/progress.ts';
import { canWriteOwnSessionOnly } from '../../domain/sandbox/confined.ts';
import type { RunState, WorkspaceState } from '../ports/session/state.ts';
import type { Loop } from '../run/loop.ts';
import type { Attempted } from '../run/report.ts';
import type { View } from '../session/look.ts';
import { lockTroubles } from '../workspace/lock-troubles.ts';
import type { ReadyWorktree } from '../workspace/worktree.ts';
import { newLog, runAttempt } from './attempt.ts';
import { promptFor } from './prompting.ts';

/** The parts of an attempt that its iteration knows. */
export interface AttemptNow {
  readonly iteration: number;
  readonly attempt: number;
  readonly troubles: readonly string[];
  readonly budgetUsd: number | undefined;
  /** Counts against limits if the attempt tells no cost, in US dollars. */
  readonly assumedUsd: number | undefined;
  readonly before: Before | undefined;
  readonly housed: ReadyWorktree;
  readonly onAnswer: () => Promise<void>;
}

const NO_BUDGET = { budgetUsd: undefined, assumedUsd: undefined };

/** Writes prompt and mark, then makes the attempt. */
export async function oneAttempt(loop: Loop, view: View, now: AttemptNow): Promise<Attempted> {
  const { phase } = view;
  const { iteration, attempt, onAnswer } = now;
  const { worktree, branch } = now.housed;
  const cwd = worktree.path;
  const { agent, obstacles, workspace } = loop.spawner;
  const parts = { agent, config: loop.settings.config, store: loop.session.store };
  const { budgetUsd, assumedUsd } = agent.provider.takesBudget ? now : NO_BUDGET;
  const troubles = [...now.troubles, ...lockTroubles(obstacles, cwd, loop.teller.report)];
  const state = loop.session.store.state();
  const lacking = workspace.lacking(cwd, state.ignored ?? []);
  const prompt = promptFor(parts, view, {
    at: loop.clock.now(),
    ...{ worktree, lacking, iteration, troubles },
  });
  const log = newLog(loop, { phase, iteration, attempt });
  // Before the mark: a disk that is full here has lost no attempt.
  const since = loop.session.store.writePrompt(log, prompt);
  const before = now.before ?? takeBefore(loop, cwd, since);
  loop.session.store.saveState({
    ...view.state,
    // Written since the view was taken.
    ...workspaceOf(state),
    // It rests no more; the same ending after this attempt is news.
    told: undefined,
    tried: view.ledger.resumed,
    begun: view.ledger.approved?.row ?? view.state.begun,
    confinedSince: isConfined(loop) ? (view.state.confinedSince ?? since) : undefined,
    branch,
    mark: {
      run: loop.id,
      iteration,
      attempt,
      phase,
      log: log.name,
      staleSignal: loop.session.store.signalIdentity(),
      startedAt: loop.clock.now().toISOString(),
      before,
      budgetUsd: assumedUsd,
      takeover: loop.takeover,
    },
  });
  const plan = { phase, iteration, attempt, cwd, prompt, budgetUsd, assumedUsd, onAnswer };
  return { ...(await runAttempt(loop, plan, log)), before };
}

/** Whether the agents of this loop can write no other session. */
function isConfined({ session, settings, spawner }: Loop): boolean {
  const temporary = spawner.agent.environment['TMPDIR'];
  return canWriteOwnSessionOnly(settings.config, { session: session.store.path, temporary });
}

/** All of them: the type refuses one that is forgotten. */
function workspaceOf(state: RunState): Required<WorkspaceState> {
  const { branch, gaps, isMaking, ignored, baseline, setUp } = state;
  return { branch, gaps, isMaking, ignored, baseline, setUp };
}

/** The state before an iteration's first attempt, from files alone; takes microseconds. */
function takeBefore(loop: Loop, cwd: string, since: number): Before {
  return {
    commit: loop.spawner.repository.commit(cwd),
    artefacts: loop.session.store.artefacts(),
    since,
  };
}
