import type { ActOutcome, CommandAct, KnownAct } from '../../../domain/fleet/act.ts';
import type { FleetSession } from '../../../domain/fleet/session-elsewhere.ts';

/** The sessions of the fleet, for a command of a person. Rejects where the database is silent. */
export interface AskedFleet extends AsyncDisposable {
  readonly find: () => Promise<readonly FleetSession[]>;
  /** Whether another, silent machine has the name of this one. Throws a UserError where that one lives. */
  readonly isNameOfOther: () => Promise<boolean>;
  /** Writes an act down for the machine of a session; returns its id. */
  readonly send: (session: FleetSession, act: CommandAct, token: string | null) => Promise<string>;
  /** Undefined: it has not been carried out yet. */
  readonly outcomeOf: (id: string) => Promise<ActOutcome | undefined>;
  /** The outcomes of this person's acts that they have not seen; the oldest first. */
  readonly unseen: (session: FleetSession) => Promise<readonly KnownAct[]>;
  readonly markShown: (ids: readonly string[]) => Promise<void>;
  /** The database did not answer; it may have done the work or not. */
  readonly isSilent: (error: unknown) => boolean;
}
