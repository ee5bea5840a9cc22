import type { KnownAct } from './act.ts';
import type { AskedText } from './asked.ts';

/** A session as the database of the fleet knows it. */
export interface FleetSession {
  readonly config: string;
  readonly session: string;
  /** The name of its folder. */
  readonly folder: string | null;
  /** The machine that has its files. */
  readonly machine: string | null;
  /** That machine has yet to take them. */
  readonly needsTake: boolean;
  /** The machine works on it, or is about to. */
  readonly isClaimed: boolean;
  /** Since the last sign of life of the machine. */
  readonly seenAgoMs: number | null;
  /** The machine was given up: others may take its sessions. */
  readonly isSilent: boolean;
  readonly phase: string | null;
  readonly state: string | null;
  readonly awaiting: string | null;
  readonly reason: string | null;
  readonly iteration: number | null;
  readonly costUsd: number | null;
  /** The plan or the questions that wait for a person (`planToken`, `roundOf`). */
  readonly asks: string | null;
  /** Their text; null: it was not told, or is too long to be. */
  readonly texts: readonly AskedText[] | null;
  /** Why it waits in the queue. */
  readonly waitWhy: string | null;
  /** Why its newest state is on its machine alone. */
  readonly unmovable: string | null;
  /** The newest act of a person from another machine. */
  readonly lastAct: KnownAct | null;
}
