import { NO_COST } from '../../domain/provider/cost/usage.ts';
import { carryState } from '../fleet/carry.ts';
import { endWith } from '../rest/rest-step.ts';
import type { Loop } from '../run/loop.ts';
import type { ActStep } from '../run/step.ts';
import { afterTurn, type Next, type Turn } from '../run/turn.ts';
import { watchReadOnly } from '../workspace/read-only.ts';
import { act } from './act.ts';
import { judge } from './judge.ts';
import { publish, withoutPublication } from './publish.ts';
import { remember } from './remember.ts';
import { withoutReport } from './without-report.ts';

/** One iteration: the agent's work, the decision, the proof, the publication and the row. */
export async function iterate(loop: Loop, before: Turn, step: ActStep): Promise<Next> {
  const { worker, turn, end } = await act(loop, before, step);
  if (end.kind !== 'report') return await withoutReport(loop, turn, { worker, step, end });
  // Before the proof of work, which may change files too.
  const report = await watchReadOnly(worker, step.view, end);
  const judged = await judge(worker, step.view, report);
  if (judged.kind !== 'judged') return await endWith(loop, judged);
  const published = await publish(worker, step.view, report, judged);
  if (published.kind === 'unpublished') {
    const cost = step.kind === 'act' ? end.cost : NO_COST;
    return await withoutPublication(loop, turn, { view: step.view, cost, found: published });
  }
  if (published.kind !== 'judged') return await endWith(loop, published);
  const view = await remember(worker, step.view, report, published);
  const lost = await carryState(worker, view);
  if (lost !== undefined) return await endWith(loop, lost);
  return afterTurn(turn, { step, report, view, isOwn: worker.takeover === undefined });
}
