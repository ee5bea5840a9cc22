import { boundReached } from '../attempt/pace.ts';
import { tellOpenings } from '../people/openings.ts';
import { booksDiskFull } from '../workspace/disk-full.ts';
import { isStopped, type Loop } from './loop.ts';
import { prepare } from './prepare.ts';
import type { ActStep, RestStep } from './step.ts';
import type { Turn } from './turn.ts';
import { warnOf } from './writer.ts';

/** Looks at the session, tells of opened gates, and checks the run's own bounds before a spawn. */
export async function nextStep(loop: Loop, turn: Turn): Promise<ActStep | RestStep> {
  const { session, teller } = loop;
  const step = await prepare(loop, turn);
  await tellOpenings({ ...teller, store: session.store, warn: warnOf(teller) });
  if (step.kind !== 'act') return step;
  const full = isStopped(loop) ? undefined : booksDiskFull(loop.books);
  const ending = full ?? boundReached(loop, turn.pace);
  return ending === undefined ? step : { kind: 'bound', ending };
}
