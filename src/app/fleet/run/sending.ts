import { errorMessage } from '../../../domain/text/error-code.ts';
import type { HandFleet } from '../../ports/fleet/by-hand.ts';

/** Messages of a run by hand to its fleet. */
export interface Sending {
  /** One after the other. Never rejects: that the database is silent is said once, and the run goes on. */
  readonly send: (work: (fleet: HandFleet) => Promise<void>) => Promise<void>;
}

/** `fleet` undefined: it cannot be reached from this machine. */
export function openSending(fleet: HandFleet | undefined, warn: (text: string) => void): Sending {
  let hasSaid = false;
  let last: Promise<void> = Promise.resolve();
  const sendOne = async (work: (fleet: HandFleet) => Promise<void>): Promise<void> => {
    if (fleet === undefined) return;
    try {
      await work(fleet);
    } catch (error) {
      if (!hasSaid) warn(`the fleet does not hear of this run: ${errorMessage(error)}`);
      hasSaid = true;
    }
  };
  return {
    send: (work) => {
      last = last.then(() => sendOne(work));
      return last;
    },
  };
}
