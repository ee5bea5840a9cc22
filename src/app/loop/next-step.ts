import { tellOpenings } from '../people/openings.ts';
import { booksDiskFull } from '../run/disk-full.ts';
import { isStopped, type Loop } from '../run/loop.ts';
import { boundReached } from '../run/pace.ts';
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

function anyDiskFull({ books, fallback }: Loop): ReturnType<typeof booksDiskFull> {
  const other = fallback && booksDiskFull({ ...books, limits: fallback.limits });
  return booksDiskFull(books) ?? other;
}
