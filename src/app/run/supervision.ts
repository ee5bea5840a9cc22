import { MIN_FREE_TEMP_BYTES } from '../../domain/provider/environment/cli-folders.ts';
import type { ProcessEnd } from '../../domain/provider/process-end.ts';
import type { ProcessTask } from '../ports/process.ts';
import type { Loop, ReportEvent } from './loop.ts';
import { rarestLookMs } from './rarest-look.ts';

export const MIN_FREE_BYTES = 200 * 1024 * 1024;

/** A look at the witnesses costs milliseconds: taken only while nothing is said, and this far apart. */
const LOOK_MS = 30_000;

type Supervision = Pick<
  ProcessTask,
  | 'maxLogBytes'
  | 'minFreeBytes'
  | 'minFreeTempBytes'
  | 'tempFolders'
  | 'neededFolders'
  | 'lookMs'
  | 'rarestLookMs'
  | 'onStart'
  | 'stop'
  | 'kill'
>;

/** What holds for every program a run starts: its bounds, the lease that names it, who ends it. */
export function supervision(loop: Loop): Supervision {
  const { cliFolders } = loop.spawner.obstacles;
  return {
    maxLogBytes: loop.settings.config.maxLogBytes,
    minFreeBytes: MIN_FREE_BYTES,
    minFreeTempBytes: MIN_FREE_TEMP_BYTES,
    tempFolders: cliFolders.filter((one) => one.isTemporary).map(({ path }) => path),
    neededFolders: cliFolders.map(({ path }) => path),
    lookMs: LOOK_MS,
    rarestLookMs: rarestLookMs(loop.settings.options),
    onStart: (child) => {
      loop.session.lease.update({ busy: true, child });
      loop.books.limits.started(loop.clock.now().getTime());
    },
    stop: loop.stops.stop,
    kill: loop.stops.kill,
  };
}

/** Names the processes of an attempt that could not be ended; a person has to look. */
export function reportSurvivors(report: ReportEvent, { survivors = [] }: ProcessEnd): void {
  if (survivors.length === 0) return;
  const look = `ps -o pid,user,args -p ${survivors.join(',')}`;
  const text = `${survivors.length} processes that the agent started could not be ended and are still there: ${look}`;
  report({ kind: 'warning', text });
}
