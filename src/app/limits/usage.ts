import { resetOfFull, type SeenUse } from '../../domain/quota/window-use.ts';
import { isStopped, type Loop } from '../run/loop.ts';
import type { LimitMet } from '../run/pace.ts';

/** Another session's answer of the last minute is as good as an own one. */
const FRESH_MS = 60_000;

/** Asks the CLI how much of the account's windows is used and tells all sessions; undefined: it did, else why not. */
export async function askUsage({ spawner, books, clock }: Loop): Promise<string | undefined> {
  if (spawner.askUsage === undefined) return 'it cannot be asked';
  const answer = await spawner.askUsage();
  if ('why' in answer) return answer.why;
  books.limits.noteUses(answer.windows, clock.now().getTime());
  return undefined;
}

/** A limit that was met, with its true reset where the CLI tells that: a text has a time of day, in words. */
export async function withTrueReset(loop: Loop, met: LimitMet): Promise<LimitMet> {
  if (loop.spawner.askUsage === undefined || isStopped(loop)) return met;
  const known = resetNow(loop, met);
  if (known === undefined) await askUsage(loop);
  const until = known ?? resetNow(loop, met);
  return until === undefined ? met : { ...met, until };
}

function resetNow({ books, clock }: Loop, { model }: LimitMet): number | undefined {
  const now = clock.now().getTime();
  const isFresh = ({ seen }: SeenUse): boolean => now - seen < FRESH_MS;
  return resetOfFull(books.limits.uses(now).filter(isFresh), model, now);
}
