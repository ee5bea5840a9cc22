import { blockOnWorktree, giveUp } from '../rest/ending.ts';
import { awaitPerson, tellEnding } from '../rest/rest.ts';
import { endWith } from '../rest/rest-step.ts';
import { restUntil } from '../rest/rest-until.ts';
import { booksDiskFull } from '../run/disk-full.ts';
import { dropMark } from '../run/drop-mark.ts';
import type { IterationEnd } from '../run/iteration-end.ts';
import type { Loop } from '../run/loop.ts';
import { afterCost } from '../run/pace.ts';
import type { ActStep } from '../run/step.ts';
import { again, ended, type Next, type Turn } from '../run/turn.ts';

/** An iteration that brought nothing to judge. */
export interface Failed {
  readonly step: ActStep;
  readonly end: Exclude<IterationEnd, { kind: 'report' }>;
}

/** Clears the mark, and goes on, sleeps or ends as the iteration's end asks for. */
export async function withoutReport(
  loop: Loop,
  turn: Turn,
  { step: { view }, end }: Failed,
): Promise<Next> {
  const pace = { ...turn.pace, early: false };
  switch (end.kind) {
    case 'stopped':
      dropMark(loop);
      return again(pace);
    case 'spent':
      dropMark(loop);
      return again({ ...afterCost(pace, end.cost), notBeforeMs: end.notBeforeMs ?? 0 });
    case 'wait':
      dropMark(loop);
      // Asleep it would lose the reset with the first stop.
      if (booksDiskFull(loop.books) !== undefined) return again(pace);
      // Nothing was tried yet: an early try is not used up.
      return again(
        await restUntil(
          loop,
          afterCost(end.for === 'turn' ? turn.pace : pace, end.cost),
          view,
          end,
        ),
      );
    case 'no-worktree': {
      const ending = blockOnWorktree(loop, view, end);
      await tellEnding(loop, ending);
      const seen = loop.session.store.fingerprint();
      const stays = await awaitPerson(loop, { ending, before: turn.resting, seen });
      return stays ? again(afterCost(pace, end.cost), ending) : ended(ending);
    }
    case 'disk':
      dropMark(loop);
      return await endWith(loop, end);
    case 'gave-up': {
      const gaveUp = giveUp(loop, view, end);
      return await endWith(loop, booksDiskFull(loop.books) ?? gaveUp);
    }
  }
}
