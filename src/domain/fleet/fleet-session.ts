/** A session of a fleet, as its run told of it last. */
export interface FleetSession {
  readonly session: string;
  readonly config: string;
  /** The one that has it now, or had it last. */
  readonly machine: string | null;
  readonly isRunning: boolean;
  readonly phase: string | null;
  readonly state: string | null;
  readonly awaiting: string | null;
  readonly reason: string | null;
  readonly iteration: number | null;
  /** The last one that another machine can go on from. */
  readonly pushedIteration: number | null;
  /** Why the newest state is on its machine alone. */
  readonly unmovable: string | null;
  readonly costUsd: number | null;
  /** Epoch milliseconds. */
  readonly updatedAt: number | null;
}
