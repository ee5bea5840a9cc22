import { runIteration } from '../iteration/iteration.ts';
import { workerFor, workerOf } from '../limits/fallback.ts';
import { tellOfNext } from '../rest/send-notice.ts';
import type { IterationEnd } from '../run/iteration-end.ts';
import type { Loop } from '../run/loop.ts';
import type { ActStep } from '../run/step.ts';
import { strengthened } from '../run/strengthened.ts';
import type { Turn } from '../run/turn.ts';
import type { View } from '../session/look.ts';

/** An iteration that was made, with the loop in which one of the providers made it. */
export interface Acted {
  readonly worker: Loop;
  readonly turn: Turn;
  readonly end: IterationEnd;
}

/** Runs the iteration, or takes the report of one that a dead run had paid for. */
export async function act(loop: Loop, turn: Turn, step: ActStep): Promise<Acted> {
  await loop.teller.poller?.end();
  const { view } = step;
  const { pace } = turn;
  if (step.kind === 'adopted') {
    const maker = workerOf(loop, view.state.mark ?? {});
    return { worker: strengthened(maker, view), turn, end: step.report };
  }
  const worker = strengthened(workerFor(loop, { view, pace }), view);
  await tellStronger(worker, view);
  // The outage that the run rides out is not that of the other provider.
  const own = worker.takeover === undefined ? pace : { ...pace, outage: undefined };
  const end = await runIteration(worker, view, own);
  // The mark has it, once an attempt has begun.
  const hasBegun = loop.session.store.state().mark?.takeover !== undefined;
  const isTakenOver = pace.isTakenOver || (worker.takeover !== undefined && hasBegun);
  return { worker, turn: { ...turn, pace: { ...pace, isTakenOver } }, end };
}

/** Tells people before the first iteration with the stronger profile. */
async function tellStronger(worker: Loop, view: View): Promise<void> {
  const { profile } = worker;
  const { stronger } = view.ledger;
  if (profile === undefined || stronger?.isTried !== false) return;
  const text = `${stronger.reason}; one more try with the profile ${profile}`;
  await tellOfNext(worker, view, { kind: 'stronger', text });
}
