import type { GaveUp, IterationEnd, Wait } from '../run/iteration-end.ts';
import type { Loop } from '../run/loop.ts';
import { type Moment, otherOpensAt } from './fallback.ts';

/** After a reset, for clocks that differ a little. */
const AFTER_RESET_MS = 1000;

type End = Exclude<IterationEnd, { kind: 'report' }>;
type Park = Extract<GaveUp['end'], { kind: 'park' }>;

/**
 * The end of the own provider's iteration, where another provider cannot take over: the reason says so,
 * and the rest ends with the earlier of the two closed accounts.
 */
export function besideOther(loop: Loop, moment: Moment, end: End): End {
  const { fallback } = loop;
  if (fallback === undefined) return end;
  if (end.kind === 'wait') return end.for === 'turn' ? end : waitBeside(loop, moment, end);
  return end.kind === 'gave-up' && end.end.kind === 'park'
    ? parkBeside(loop, moment, end, end.end)
    : end;
}

function waitBeside(loop: Loop, moment: Moment, end: Wait): Wait {
  const { words, at } = otherIn(loop, moment, end.at);
  return { ...end, at, reason: `${end.reason}${words}` };
}

/** A rest until the other account opens may be short enough for this run. */
function parkBeside(loop: Loop, moment: Moment, end: GaveUp, park: Park): End {
  const { words, at } = otherIn(loop, moment, park.at);
  const reason = `${park.reason}${words}`;
  const waitMs = moment.pace.waitedMs + at - loop.clock.now().getTime();
  if (at < park.at && waitMs <= loop.settings.options.maxWaitMs) {
    return { kind: 'wait', for: 'limit', at, reason, cost: end.cost, isOfProvider: true };
  }
  const hasFailed = moment.pace.otherFailed !== undefined;
  return { ...end, end: { ...park, at, reason }, ...(hasFailed && { otherFailed: true }) };
}

/** Why the other provider does not work, and the end of a rest that would otherwise end at that time. */
function otherIn(
  loop: Loop,
  moment: Moment,
  at: number,
): { readonly words: string; readonly at: number } {
  const { otherFailed } = moment.pace;
  if (otherFailed !== undefined) return { words: `; ${otherFailed}`, at };
  const opensAt = otherOpensAt(loop, moment);
  const name = loop.fallback?.worker.agent.provider.name;
  if (opensAt === undefined || name === undefined) return { words: '', at };
  const words = `; the account of ${name} is closed, too`;
  return { words, at: Math.min(at, opensAt + AFTER_RESET_MS) };
}
