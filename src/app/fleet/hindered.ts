import { leftBetween } from '../iteration/between.ts';
import type { Round } from '../iteration/round.ts';
import type { IterationEnd } from '../run/iteration-end.ts';
import { totalCost } from '../run/report.ts';
import { lostTo } from './carry.ts';

/** `samocode work` starts a run again so soon; without the database it starts none. */
const AGAIN_MS = 15_000;

/** The end of an iteration whose next attempt may not start on this machine; undefined: it may. */
export function hindered(round: Round): IterationEnd | undefined {
  const { loop, ends } = round;
  const hindrance = loop.fleet?.hindrance();
  if (hindrance === undefined) return undefined;
  if (hindrance.kind === 'lost') return lostTo(loop, undefined);
  const at = loop.clock.now().getTime() + AGAIN_MS;
  const reason = 'the database of the fleet has not answered for too long';
  const left = leftBetween(round, { at, reason });
  return left ?? { kind: 'wait', for: 'turn', at, reason, cost: totalCost(ends) };
}
