import { errorMessage } from '../../../domain/text/error-code.ts';
import type { Clock } from '../../ports/clock.ts';

/** A database that is silent as `work` begins is asked again after so long. */
const RETRY_MS = 5000;

interface Patience {
  readonly clock: Pick<Clock, 'sleep'>;
  /** The database did not answer. */
  readonly isSilent: (error: unknown) => boolean;
  readonly warn: (text: string) => void;
  readonly stop: AbortSignal;
}

/** Tries until the database answers; undefined: the stop came before. Other errors are thrown. */
export async function untilAnswer<T>(
  open: () => Promise<T>,
  { clock, isSilent, warn, stop }: Patience,
): Promise<T | undefined> {
  for (let tries = 0; !stop.aborted; tries += 1) {
    try {
      return await open();
    } catch (error) {
      if (!isSilent(error)) throw error;
      if (tries === 0) warn(`${errorMessage(error)}; trying again`);
      await clock.sleep(RETRY_MS, stop);
    }
  }
  return undefined;
}
