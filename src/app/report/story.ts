import { planSteps } from '../../domain/phases/promises/artefact-lines.ts';
import type { HistoryLine } from '../../domain/report/history-line.ts';
import { type Checks, proofsOf, type Story } from '../../domain/report/story.ts';
import type { RunState } from '../ports/session/state.ts';

/** The files of a session that tell a person of it. */
export interface StoryFiles
  extends Pick<Story, 'task' | 'summary'>, Pick<Checks, 'testReport' | 'review'> {
  /** The text of the active plan. */
  readonly plan: string | undefined;
}

/** The story of a session, from its files, its history and git. */
export function storyOf(
  { task, summary, plan, testReport, review }: StoryFiles,
  {
    history,
    state: { baseline },
    commits,
  }: {
    readonly history: readonly HistoryLine[];
    readonly state: Pick<RunState, 'baseline'>;
    readonly commits: Story['commits'] | undefined;
  },
): Story {
  const before = baseline === undefined ? null : { isGreen: baseline.isGreen, how: baseline.how };
  const checks = { baseline: before, proofs: proofsOf(history), testReport, review };
  return { task, summary, planSteps: planSteps(plan ?? ''), checks, commits: commits ?? null };
}
