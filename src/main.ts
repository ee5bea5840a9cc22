import { act } from './app/loop/act.ts';
import { beginRun } from './app/loop/begin.ts';
import { judge } from './app/loop/judge.ts';
import { nextStep } from './app/loop/next-step.ts';
import { publish, withoutPublication } from './app/loop/publish.ts';
import { remember } from './app/loop/remember.ts';
import { withoutReport } from './app/loop/without-report.ts';
import { endWith, rest } from './app/rest/rest-step.ts';
import type { Loop } from './app/run/loop.ts';
import type { ActStep } from './app/run/step.ts';
import { afterTurn, type Next, type Turn } from './app/run/turn.ts';
import { watchReadOnly } from './app/workspace/read-only.ts';
import { NO_COST } from './domain/provider/cost/usage.ts';
import type { Ending } from './domain/run/event.ts';

/**
 * The loop. Returns how the run ends; throws a problem that a person can fix (UserError), an error of
 * the disk, or a bug.
 */
export async function runSession(loop: Loop): Promise<Ending> {
  let turn = await beginRun(loop);
  for (;;) {
    const step = await nextStep(loop, turn);
    const isAct = step.kind === 'act' || step.kind === 'adopted';
    const next = isAct ? await iterate(loop, turn, step) : await rest(loop, turn, step);
    if (next.kind === 'ended') return next.ending;
    ({ turn } = next);
  }
}

async function iterate(loop: Loop, before: Turn, step: ActStep): Promise<Next> {
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
  return afterTurn(turn, { step, report, view, isOwn: worker.takeover === undefined });
}
