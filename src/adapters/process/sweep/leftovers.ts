import { setTimeout as pause } from 'node:timers/promises';
import type { ChildIdentity } from '../../../app/ports/process.ts';
import { openStopSequence } from '../child/stop-sequence.ts';
import type { ProcessTable } from '../table/process-table.ts';
import { sweep } from './sweep.ts';

const LOOK_MS = 50;
/** How long it may clean up. */
const GRACE_MS = 5000;

/** The tools that identify a process. */
export interface LeftoverTools {
  readonly table: ProcessTable;
  readonly isAlive: (child: ChildIdentity) => boolean;
  /** From then on it is killed at once. */
  readonly stop: AbortSignal;
}

/** Ends a dead run's child, if that very process still lives, and all that carries the run's mark. */
export const endLeftovers = async (
  tools: LeftoverTools,
  runId: string,
  child: ChildIdentity | undefined,
): Promise<number> => {
  // Without a start time a pid may belong to another process by now.
  const known = child !== undefined && child.startTime !== '' ? child : undefined;
  const isOurs = known !== undefined && tools.isAlive(known);
  const remembered = isOurs ? await endChild(tools, known) : new Map<number, string>();
  const isEnded = isOurs && !tools.isAlive(known);
  const { swept } = await sweep({
    table: tools.table,
    runId,
    floor: known?.startTime ?? '',
    group: isOurs ? known.pid : undefined,
    remembered,
    spared: [],
  });
  return swept + (isEnded ? 1 : 0);
};

/** The stop sequence for a process that is not our child, so that its end must be looked for. */
const endChild = async (
  { table, isAlive, stop }: LeftoverTools,
  child: ChildIdentity,
): Promise<ReadonlyMap<number, string>> => {
  const stopSequence = openStopSequence({ child, stopSignal: 'SIGTERM', graceMs: GRACE_MS, table });
  stopSequence.climb('stopped');
  const hopeless = stopSequence.hopeless.then(() => 'hopeless' as const);
  while (isAlive(child)) {
    if (stop.aborted) stopSequence.kill('stopped');
    if ((await Promise.race([pause(LOOK_MS), hopeless])) === 'hopeless') break;
  }
  stopSequence.close();
  return stopSequence.remembered;
};
