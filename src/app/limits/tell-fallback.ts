import { tellOfNext } from '../rest/send-notice.ts';
import type { Loop } from '../run/loop.ts';
import type { Pace } from '../run/pace.ts';
import type { View } from '../session/look.ts';
import { type Moment, nameOf } from './fallback.ts';

/** Tells people just before the other provider's first attempt, and not of each iteration that it makes. */
export async function tellTakeover(worker: Loop, { view, pace }: Moment): Promise<void> {
  const { takeover } = worker;
  if (takeover === undefined || isTold(view, pace)) return;
  const text = `${nameOf(worker)} works instead of ${takeover.from}: ${takeover.reason}`;
  worker.teller.report({ kind: 'note', text });
  await tellOfNext(worker, view, {
    kind: 'fallback',
    text: `${text}; ${takeover.from} goes on when it can`,
  });
}

/** Tells people that the own provider works again, after the other one did; says whether it did so. */
export async function tellBack(loop: Loop, { view, pace }: Moment): Promise<boolean> {
  if (loop.takeover !== undefined || !isTold(view, pace)) return false;
  const text = `${nameOf(loop)} answers again, and works instead of the other provider`;
  loop.teller.report({ kind: 'note', text });
  await tellOfNext(loop, view, { kind: 'recovered', text });
  return true;
}

function isTold({ ledger }: View, pace: Pace): boolean {
  return ledger.isTakenOver || pace.isTakenOver;
}
