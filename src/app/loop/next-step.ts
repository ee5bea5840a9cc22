import type { Ending } from '../../domain/run/event.ts';
import { formatDuration } from '../../domain/text/duration.ts';
import { tellOpenings } from '../people/openings.ts';
import { costReached } from '../run/cost-caps.ts';
import { booksDiskFull } from '../run/disk-full.ts';
import { isStopped, type Loop } from '../run/loop.ts';
import { isTimeUp, type Pace } from '../run/pace.ts';
import type { ActStep, RestStep } from '../run/step.ts';
import type { Turn } from '../run/turn.ts';
import { warnOf } from '../run/writer.ts';
import { prepare } from './prepare.ts';

/** Looks at the session, tells of opened gates, and checks the run's own bounds before a spawn. */
export async function nextStep(loop: Loop, turn: Turn): Promise<ActStep | RestStep> {
  const { session, teller } = loop;
  const step = await prepare(loop, turn);
  await tellOpenings({ ...teller, store: session.store, warn: warnOf(teller) });
  if (step.kind !== 'act') return step;
  const full = isStopped(loop) ? undefined : anyDiskFull(loop);
  const ending = full ?? boundReached(loop, turn.pace);
  return ending === undefined ? step : { kind: 'bound', ending };
}

/** Whether something of this run ends it before the next spawn; an attempt is never cut. */
function boundReached(loop: Loop, pace: Pace): Ending | undefined {
  const { once, maxIterations, maxDurationMs } = loop.settings.options;
  if (isStopped(loop)) return { kind: 'signalled', signal: loop.stops.signal() };
  if (loop.stops.isDrained()) return { kind: 'bound', bound: 'drain', limit: '' };
  if (once && pace.iterations > 0) return { kind: 'once' };
  if (maxIterations !== undefined && pace.iterations >= maxIterations) {
    return { kind: 'bound', bound: 'iterations', limit: String(maxIterations) };
  }
  const ofCost = costReached(loop, pace);
  if (ofCost !== undefined) return ofCost;
  if (maxDurationMs !== undefined && isTimeUp(loop, pace)) {
    return { kind: 'bound', bound: 'duration', limit: formatDuration(maxDurationMs) };
  }
  return undefined;
}

function anyDiskFull({ books, fallback }: Loop): ReturnType<typeof booksDiskFull> {
  const other = fallback && booksDiskFull({ ...books, limits: fallback.limits });
  return booksDiskFull(books) ?? other;
}
