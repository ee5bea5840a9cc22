import { type Closure, closureWords } from '../../domain/provider/limits/closed-windows.ts';
import { mayTakeOver } from '../../domain/provider/limits/takeover.ts';
import type { Takeover } from '../../domain/session/rows/fields.ts';
import type { Mark } from '../ports/session/state.ts';
import type { Fallback, Loop } from '../run/loop.ts';
import type { Pace } from '../run/pace.ts';
import { strengthened } from '../run/strengthened.ts';
import type { View } from '../session/look.ts';
import { isEarlyTry, useModel } from './early-try.ts';

/** A position of the session, and the allowances that the run has used up. */
export interface Moment {
  readonly view: View;
  readonly pace: Pace;
}

/** The loop of the next iteration: that of the other provider while the own account is closed for long. */
export function workerFor(loop: Loop, moment: Moment): Loop {
  const { fallback } = loop;
  const other = fallback === undefined ? undefined : candidate(loop, fallback, moment);
  if (other === undefined) return loop;
  const now = loop.clock.now().getTime();
  return closureOf(other, moment, now) === undefined ? other : loop;
}

/** The loop in which the attempt of a dead run was made. */
export function workerOf(loop: Loop, { takeover }: Pick<Mark, 'takeover'>): Loop {
  const { fallback } = loop;
  if (takeover === undefined || fallback === undefined) return loop;
  return takeover.from === nameOf(loop) ? inPlaceOf(loop, fallback, takeover) : loop;
}

/**
 * When the other provider can take over, whose own account is closed now: epoch milliseconds. Undefined:
 * not before the own account opens.
 */
export function otherOpensAt(loop: Loop, moment: Moment): number | undefined {
  const { fallback, clock, settings } = loop;
  const other = fallback === undefined ? undefined : candidate(loop, fallback, moment);
  if (other === undefined) return undefined;
  const now = clock.now().getTime();
  const until = closureOf(other, moment, now)?.until;
  const own = loop.books.limits.closure(now);
  if (until === undefined || own === undefined) return undefined;
  return mayTakeOver(own, settings.config.outageStepsMs, until) ? until : undefined;
}

/** The name of the provider that works in a loop. */
export function nameOf({ spawner }: Loop) {
  return spawner.agent.provider.name;
}

/** The loop of the other provider, if only its account can keep it from working now. */
function candidate(loop: Loop, fallback: Fallback, { view, pace }: Moment): Loop | undefined {
  const { standing, phase } = view;
  const hasFailed =
    pace.otherFailed !== undefined || (standing.kind === 'parked' && standing.otherFailed === true);
  if (!fallback.phases.includes(phase) || hasFailed || isEarlyTry(view, pace)) return undefined;
  const now = loop.clock.now().getTime();
  const closure = closureOf(loop, { view, pace }, now);
  if (closure === undefined || loop.books.limits.isProbeDue(now)) return undefined;
  if (!mayTakeOver(closure, loop.settings.config.outageStepsMs, now)) return undefined;
  return inPlaceOf(loop, fallback, { from: nameOf(loop), reason: closureWords(closure) });
}

function closureOf(loop: Loop, { view }: Moment, now: number): Closure | undefined {
  useModel(strengthened(loop, view), view.phase);
  return loop.books.limits.closure(now);
}

function inPlaceOf(loop: Loop, fallback: Fallback, takeover: Takeover): Loop {
  const { config, limits, worker } = fallback;
  return {
    ...loop,
    settings: { ...loop.settings, config },
    books: { ...loop.books, limits },
    spawner: { ...loop.spawner, ...worker },
    fallback: undefined,
    takeover,
  };
}
