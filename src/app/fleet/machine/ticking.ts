import { errorMessage } from '../../../domain/text/error-code.ts';
import type { Clock } from '../../ports/clock.ts';
import { openRounds, type Rounds } from '../rounds.ts';
import type { Duties } from './duties.ts';

const SHORTEST_TICK_MS = 1000;
const LONGEST_TICK_MS = 60_000;
/** In a heartbeat. Three are the least, and some may fail. */
const TICKS = 10;

interface TickUse {
  readonly heartbeatMs: number;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly warn: (text: string) => void;
}

/** Does the duties of a machine again and again, until its end; that the database is silent is said once. */
export function openTicking(
  { tick }: Pick<Duties, 'tick'>,
  { heartbeatMs, clock, warn }: TickUse,
): Rounds {
  const everyMs = Math.min(Math.max(heartbeatMs / TICKS, SHORTEST_TICK_MS), LONGEST_TICK_MS);
  let trouble = '';
  const ticked = async (): Promise<number> => {
    const found = await tick().then(
      () => '',
      (error: unknown) => errorMessage(error),
    );
    if (found !== '' && found !== trouble) warn(`${found}; runs go on, and nothing more starts`);
    if (found === '' && trouble !== '') warn('the database of the fleet answers again');
    trouble = found;
    return everyMs;
  };
  return openRounds(everyMs, ticked, clock);
}
