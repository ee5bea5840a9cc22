import type { Told } from '../../../domain/fleet/told.ts';
import type { ChildIdentity } from '../process.ts';

/** A claim of this machine that the database has just confirmed. */
export interface HeldClaim {
  /** Of the place in line. */
  readonly id: string;
  readonly config: string;
  readonly session: string;
  /** `id` of the `QueueClaim`. */
  readonly claim: string;
  /** The one that claimed it. */
  readonly process: ChildIdentity;
}

export interface Holder {
  /** Undefined where the database does not know. */
  readonly machine: string | null;
  readonly isInLine: boolean;
}

/** The duties of a machine towards its fleet. Each call has a time limit, and rejects where the database is silent. */
export interface MachineLink {
  /** Confirms the claims of this machine, those of a `work` that was killed too while their runs live. */
  readonly beatClaims: () => Promise<readonly HeldClaim[]>;
  /** The machine that has a session now, or had it last. */
  readonly holderOf: (claim: {
    readonly config: string;
    readonly session: string;
  }) => Promise<Holder>;
  /** Says that this machine lives. */
  readonly beat: () => Promise<'fine' | 'draining' | 'another machine has this name'>;
  /** Tells the other machines of a session. */
  readonly tell: (told: Told) => Promise<void>;
  /** Hears of changes from now on. */
  readonly listen: () => Promise<void>;
}

/** A claim as this machine knows it; its run reads that, too. */
export interface KnownClaim {
  readonly config: string;
  readonly session: string;
  readonly machine: string;
  readonly heartbeatMs: number;
  /** When the database confirmed it last, by the clock since the machine's start. */
  readonly confirmedMs: number;
  /** The claim is over; `machine` has the session now, where the database told. */
  readonly lost?: { readonly machine: string | null } | undefined;
  /** The folder whose state has to be taken from the remote before anything starts. */
  readonly take?: string | undefined;
  /** Where the remote has none, the session begins here. */
  readonly mayBegin?: true | undefined;
  /** Since when it is in line, in epoch milliseconds. */
  readonly addedAt?: number | undefined;
}

/** The files of a machine's claims, by place in line. */
export interface KnownClaims {
  readonly read: (id: string) => KnownClaim | undefined;
  /** Throws disk errors. */
  readonly write: (id: string, claim: KnownClaim) => void;
  readonly remove: (id: string) => void;
  readonly ids: () => readonly string[];
}

/** The news of runs, by place in line, until the database knows it. */
export interface ToldBox {
  readonly read: (id: string) => Told | undefined;
  readonly remove: (id: string) => void;
  readonly ids: () => readonly string[];
}
