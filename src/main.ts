import { carryAtEnd } from './app/fleet/carry.ts';
import { beginRun } from './app/loop/begin.ts';
import { iterate } from './app/loop/iterate.ts';
import { nextStep } from './app/loop/next-step.ts';
import { rest } from './app/rest/rest-step.ts';
import type { Loop } from './app/run/loop.ts';
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
    if (next.kind === 'ended') return await carryAtEnd(loop, next.ending);
    ({ turn } = next);
  }
}
