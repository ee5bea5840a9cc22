import { isRetried, unpublishedOf } from '../../domain/session/standing.ts';
import { factsOfDead, noteSpending } from '../attempt/spend.ts';
import { workerOf } from '../limits/fallback.ts';
import { triedBefore } from '../rest/leave.ts';
import type { Loop } from '../run/loop.ts';
import type { Pace } from '../run/pace.ts';
import type { Report } from '../run/report.ts';
import { writerOf } from '../run/writer.ts';
import { leftSignal } from '../session/left-signal.ts';
import { look, type View } from '../session/look.ts';
import { putBack } from '../session/repair.ts';
import { settle } from '../session/settle.ts';

/**
 * At the start of a run: ends the processes of a dead run before anything of the session is
 * trusted. A mark without its row stays; `adopt` looks for the paid result.
 */
export async function endLeftovers(loop: Loop): Promise<void> {
  const { stale } = loop.session.lease;
  const mark = loop.session.store.state().mark;
  const dead = new Set([mark?.run, stale?.run].filter((id) => id !== undefined));
  dead.delete(loop.id);
  for (const id of dead) {
    const child = stale?.run === id ? stale.child : undefined;
    const ended = await loop.spawner.room.endLeftovers(id, child, loop.stops.stop);
    if (ended > 0) {
      const what = ended === 1 ? '1 process' : `${ended} processes`;
      loop.teller.report({
        kind: 'warning',
        text: `ended ${what} that an earlier run had left behind`,
      });
    }
  }
}

/**
 * A mark without its row means that its run died. A valid signal was paid for and counts; without
 * one the attempt is lost.
 */
export function adopt(loop: Loop, view: View, pace: Pace): Report | undefined {
  const { mark } = view.state;
  if (!view.unrecorded || mark === undefined) return undefined;
  const worker = workerOf(loop, mark);
  const facts = factsOfDead(worker, mark);
  // The run whose work could not be published has noted it, maybe on another day.
  if (unpublishedOf(view.standing) === undefined) noteSpending(worker, mark, facts, true);
  const reading = leftSignal(loop.session.store, view);
  if (reading === undefined) {
    lose(loop, view);
    return undefined;
  }
  // Of a session whose work could not be published a person knows.
  if (!isRetried(view.standing)) {
    loop.teller.report({
      kind: 'note',
      text: `iteration ${mark.iteration} had left its signal when the run died: recorded now`,
    });
  }
  const earlier = triedBefore(pace, mark.iteration);
  return {
    kind: 'report',
    iteration: mark.iteration,
    reading,
    attempts: mark.attempt - earlier.attempts,
    earlier,
    durationMs: 0,
    ...facts,
    log: mark.log,
    limited: false,
    exit: undefined,
    before: mark.before,
  };
}

/** Counts a lost attempt and clears its mark. */
function lose(loop: Loop, view: View): void {
  const { mark } = view.state;
  const lost = view.state.lost + 1;
  loop.teller.report({
    kind: 'warning',
    text: `iteration ${mark?.iteration ?? 0}: its attempt was lost (${lost} in a row)`,
  });
  putBack(writerOf(loop), view);
  const now = look(loop.session.store);
  settle(loop.session, { ...now, state: { ...now.state, lost } }, { agentRan: true });
}
