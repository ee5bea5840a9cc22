import { runIteration } from '../attempt/iteration.ts';
import type { IterationEnd } from '../run/iteration-end.ts';
import type { Loop } from '../run/loop.ts';
import type { ActStep } from '../run/step.ts';
import type { Turn } from '../run/turn.ts';

/** Runs the iteration, or takes the report of one that a dead run had paid for. */
export async function act(loop: Loop, { pace }: Turn, step: ActStep): Promise<IterationEnd> {
  await loop.teller.poller?.end();
  return step.kind === 'adopted' ? step.report : await runIteration(loop, step.view, pace);
}
