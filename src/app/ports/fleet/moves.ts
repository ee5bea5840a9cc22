import type { AfterTake, Takable, TakeAnswer } from '../../../domain/fleet/moves/take.ts';
import type { Told } from '../../../domain/fleet/told.ts';
import type { QueueTask } from '../../../domain/queue/queued.ts';
import type { Holder } from '../session/lease.ts';
import type { KnownStates } from './state-travel.ts';

/** The folder of a session on this machine; it may be missing. */
export interface SessionSpot {
  readonly path: string;
  readonly exists: boolean;
  readonly holder: () => Holder | undefined;
  /** Undefined: the project is no git repository. */
  readonly states: () => KnownStates | undefined;
}

/** The sessions of a project on this machine. */
export interface ProjectSpots {
  /** Makes the folders of the project that are missing. */
  readonly prepare: () => void;
  /** By the name of its folder. */
  readonly inFolder: (folder: string) => SessionSpot;
  /** By the name that people call it. */
  readonly named: (session: string) => SessionSpot;
}

/** A session, by the name under which the fleet has it. */
export interface FleetName {
  readonly config: string;
  readonly session: string;
}

/** A take that has begun: no other machine starts the session for a while. */
export interface BegunTake {
  readonly taking: Takable;
  readonly answer: TakeAnswer;
  /** Nothing was taken: all is as before. */
  readonly undo: () => Promise<void>;
}

/** The fleet, as a take needs it. Rejects where the database is silent. */
export interface TakingFleet {
  readonly machine: string;
  readonly heartbeatMs: number;
  /** The sessions of this name, or of this folder; `config` undefined: of all projects. */
  readonly find: (asked: {
    readonly config: string | undefined;
    readonly session: string;
  }) => Promise<readonly FleetName[]>;
  /** Undefined: the fleet does not know it. */
  readonly begin: (
    name: FleetName,
    answerOf: (one: Takable) => TakeAnswer,
  ) => Promise<BegunTake | undefined>;
  /** This machine has the files. */
  readonly end: (told: Told) => Promise<AfterTake>;
}

/** The fleet, as a release needs it. Rejects where the database is silent. */
export interface ReleasingFleet {
  readonly machine: string;
  /** The machine that has the files; undefined: the fleet knows of none. */
  readonly homeOf: (name: FleetName) => Promise<string | undefined>;
  /** The files are on this machine. */
  readonly noteFiles: (name: FleetName) => Promise<void>;
  /** False: another machine has it. */
  readonly keepTold: (told: Told) => Promise<boolean>;
  /** Any machine may run it. False: another one has it. */
  readonly release: (task: QueueTask, how: { readonly isDone: boolean }) => Promise<boolean>;
}
