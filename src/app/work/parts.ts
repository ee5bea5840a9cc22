import type { Queued, TakenSlot } from '../../domain/queue/queued.ts';
import type { WorkHours } from '../../domain/queue/work-hours.ts';
import type { Clock } from '../ports/clock.ts';
import type { Queue } from '../ports/queue/queue.ts';
import type {
  BegunFolders,
  Bell,
  Delays,
  NightFile,
  NightTeller,
  RunEnds,
  RunStart,
  SessionWatch,
  WorkEvent,
  WorkRun,
} from '../ports/queue/work.ts';
import type { Stops } from '../ports/repository.ts';

/** A run that lives, also where its `work` is gone. */
export type LivingWorkRun = Pick<TakenSlot, 'config' | 'session'> & Pick<WorkRun, 'stop'>;

/** Everything that `samocode work` needs. */
export interface Work {
  readonly options: {
    readonly slots: number;
    readonly untilEmpty: boolean;
    readonly hours: WorkHours | undefined;
    readonly leastBytes: number;
  };
  readonly queue: Queue;
  readonly clock: Pick<Clock, 'now'>;
  /** The first signal drains, the second one stops the runs. */
  readonly stops: Stops;
  readonly bell: Bell;
  readonly ends: RunEnds;
  readonly begun: Pick<BegunFolders, 'keepOnly'>;
  readonly files: SessionWatch;
  readonly night: NightFile;
  readonly delays: Delays;
  /** Who is told of the sessions of these projects; each chat and each command once. */
  readonly tellers: (configs: readonly string[]) => Promise<readonly NightTeller[]>;
  /** The memory left to programs, in bytes; undefined: the system does not tell. */
  readonly memory: () => number | undefined;
  readonly start: (run: RunStart) => Promise<WorkRun>;
  /** The runs of the user under this `work` or one before it that was killed; those by hand are none of them. */
  readonly living: () => readonly LivingWorkRun[];
  /** The session's folder, which may not be there yet; undefined: its project does not tell. */
  readonly folderOf: (queued: Queued) => string | undefined;
  /** The last words of a run that told no ending. */
  readonly lastWords: (queued: Queued) => string;
  readonly drain: {
    /** Whether a person has asked for the end. */
    readonly isAsked: () => boolean;
    /** Asks for it: each run ends before its next attempt. */
    readonly ask: () => void;
  };
  readonly say: (event: WorkEvent) => void;
  /** Shows that this process lives. */
  readonly beat: () => void;
}
