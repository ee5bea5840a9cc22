import type { ChildIdentity } from '../../app/ports/process.ts';
import type { OwnWork } from '../../domain/queue/in-line.ts';
import type { LivingRun } from '../../domain/queue/order.ts';
import type { QueueTask } from '../../domain/queue/queued.ts';
import type { FleetDatabase } from './database/database.ts';

/** The limits of a project that all machines share, in US dollars. */
export interface FleetMoney {
  /** The possible cost of the next attempt of a session. */
  readonly usd: number;
  readonly perDayUsd: number | undefined;
  readonly perMonthUsd: number | undefined;
  /** The local day, as in the names of the spend book. */
  readonly today: string;
}

/** A machine of a fleet, and its database. */
export interface Fleet {
  readonly database: FleetDatabase;
  /** No two machines have the same name. */
  readonly machine: string;
  /** Of this installation. */
  readonly instance: string;
  readonly processes: {
    readonly self: () => ChildIdentity;
    readonly isAlive: (process: ChildIdentity) => boolean;
  };
  /** The `samocode work` of this machine. */
  readonly ownWork: () => OwnWork;
  /** The runs that live on this machine, those by hand too. */
  readonly livingRuns: () => readonly LivingRun[];
  /** The project is on this machine, too; a machine gets no other sessions. */
  readonly hasProject: (config: string) => boolean;
  /** Why this machine would refuse each run of the project, in words for people; then it gets no session of it either. */
  readonly unable: (config: string) => string | undefined;
  /** The folder for the texts of tasks. */
  readonly tasks: string;
  /** The account that the session's attempts are paid from, and how many sessions of one may run at once. */
  readonly accounts: {
    readonly of: (task: QueueTask) => string;
    readonly limit: number | undefined;
  };
  readonly heartbeatMs: number;
  /** Undefined: the project has no limit of the day or the month, or settings that its run refuses. */
  readonly money: (config: string) => FleetMoney | undefined;
}
