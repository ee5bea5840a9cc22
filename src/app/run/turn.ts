import { NO_COST } from '../../domain/provider/cost/usage.ts';
import type { Ending } from '../../domain/run/event.ts';
import type { View } from '../session/look.ts';
import { afterCost, afterReport, type Pace } from './pace.ts';
import type { Report } from './report.ts';
import type { ActStep } from './step.ts';

/** The state that the loop passes from one turn to the next. */
export interface Turn {
  readonly pace: Pace;
  /** Where the run rests, while nothing has been done since: it is not told again. */
  readonly resting: Ending | undefined;
  /** The session as the last row left it; undefined: the next step has to look. */
  readonly view: View | undefined;
}

/** The next turn, or the end of the run. */
export type Next =
  | { readonly kind: 'again'; readonly turn: Turn }
  | { readonly kind: 'ended'; readonly ending: Ending };

export function firstTurn(pace: Pace): Turn {
  return { pace, resting: undefined, view: undefined };
}

/** The next turn looks at the session again. */
export function again(pace: Pace, resting?: Ending): Next {
  return { kind: 'again', turn: { pace, resting, view: undefined } };
}

export function ended(ending: Ending): Next {
  return { kind: 'ended', ending };
}

/** An iteration whose row is written; `isOwn`: the other provider did not make it. */
interface Iterated {
  readonly step: ActStep;
  readonly report: Report;
  readonly view: View;
  readonly isOwn: boolean;
}

/** The turn after an iteration whose row is written. */
export function afterTurn({ pace }: Turn, { step, report, view, isOwn }: Iterated): Next {
  // The money of a dead run does not count against this run's bound.
  const cost = step.kind === 'act' ? report.cost : NO_COST;
  const early = pace.early && step.kind !== 'act';
  const next = afterCost(afterReport({ ...pace, early }, report, isOwn), cost);
  return { kind: 'again', turn: { pace: next, resting: undefined, view } };
}
