import { mayRunByHand, type RunByHand } from '../../../domain/fleet/moves/by-hand.ts';
import { errorMessage } from '../../../domain/text/error-code.ts';
import type { UserError } from '../../../domain/text/user-error.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HandFleet, SoughtByHand } from '../../ports/fleet/by-hand.ts';
import { inTime } from './in-time.ts';

/** How long a run by hand waits for an answer of the database before it begins. */
export const ANSWER_MS = 3000;

/** A session that a person is about to run. */
export interface AskedByHand {
  readonly machine: string;
  /** As the person named it. */
  readonly session: string;
  readonly sought: SoughtByHand;
  /** Rejects where the database is silent. */
  readonly open: () => Promise<HandFleet>;
  /** Its tables are of another version of samocode. */
  readonly isOtherVersion: (error: unknown) => boolean;
  /** Another machine that lives has the name of this one. */
  readonly nameTaken: () => UserError;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly warn: (text: string) => void;
}

/**
 * Whether the fleet knows the session; undefined: it was not asked, because it does not answer. Throws a UserError
 * where this machine may not run the session, or cannot read the tables.
 */
export async function askByHand(of: AskedByHand): Promise<RunByHand | undefined> {
  const { machine, session, sought, nameTaken, warn } = of;
  let answer;
  try {
    answer = await find(of);
  } catch (error) {
    if (of.isOtherVersion(error)) throw error;
    const text = `the fleet was not asked whether another machine has ${session}`;
    warn(`${text}: ${errorMessage(error)}`);
    return undefined;
  }
  return mayRunByHand(answer, { machine, session, config: sought.config, nameTaken });
}

async function find({ open, sought, clock }: AskedByHand) {
  const fleet = await open();
  // One deadline for connection and statements.
  const found = await inTime(clock, fleet.find(sought), ANSWER_MS);
  if (found === 'late') throw new Error('the database of the fleet does not answer');
  return found;
}
