import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { bootMs } from '../../../adapters/boot-clock.ts';
import type { Here } from '../../../adapters/config/environment.ts';
import type { FleetSettings } from '../../../adapters/config/fleet-settings.ts';
import { DatabaseSilent } from '../../../adapters/fleet/database/database-error.ts';
import type { Fleet } from '../../../adapters/fleet/fleet.ts';
import { openMachineLink } from '../../../adapters/fleet/machine-link.ts';
import { openNightRow } from '../../../adapters/fleet/night-row.ts';
import { takesNone } from '../../../adapters/fleet/queue/notes.ts';
import { openQueueFleet } from '../../../adapters/fleet/queue/queue-fleet.ts';
import { tryWatch } from '../../../adapters/session/watching.ts';
import { openClaimFiles } from '../../../adapters/work/claim-file.ts';
import { placePath } from '../../../adapters/work/place-files.ts';
import { openToldFiles } from '../../../adapters/work/told-file.ts';
import { type Duties, openDuties } from '../../../app/fleet/duties.ts';
import type { Queue } from '../../../app/ports/queue/queue.ts';
import type { NightFile } from '../../../app/ports/queue/work.ts';
import { errorMessage } from '../../../domain/text/error-code.ts';
import { onceEach } from '../../once-each.ts';
import { VERSION } from '../../version.ts';
import { type OpenFleet, openFleet } from './open-fleet.ts';
import { nameTaken } from './own-name.ts';
import { openSharedWork, type SharedWork } from './shared-work.ts';
import { pushAgainHere } from './state/push-again.ts';

/** How `samocode work` takes part in a fleet. */
export interface MachineUse {
  /** That of `samocode work`. */
  readonly folder: string;
  readonly slots: number;
  /** There may be work to do. */
  readonly ring: () => void;
  /** A person drained this machine. */
  readonly drain: () => void;
  readonly warn: (text: string) => void;
  readonly stop: AbortSignal;
}

/** A machine at work in its fleet; disposing ends its duties. */
export interface MachineAtWork extends AsyncDisposable {
  readonly name: string;
  readonly queue: Queue;
  /** The book of the notice on the whole queue, which one machine sends. */
  readonly night: NightFile;
  /** Whether another machine tries the account for all, after a limit or an outage. */
  readonly isTriedElsewhere: (account: string) => boolean;
  /** The file of a claim, for its run. */
  readonly claimPath: (id: string) => string;
}

/** A database that is silent as `work` begins is asked again after so long. */
const RETRY_MS = 5000;
const SHORTEST_TICK_MS = 1000;
const LONGEST_TICK_MS = 60_000;
/** In a heartbeat. Three are the least, and some may fail. */
const TICKS = 10;

/** Undefined: the stop came before the database answered. Throws a UserError where this machine cannot take part. */
export async function startMachine(
  at: Here,
  settings: FleetSettings,
  use: MachineUse,
): Promise<MachineAtWork | undefined> {
  const opened = await untilAnswer(() => openFleet(at, settings), use);
  if (opened === undefined) return undefined;
  const unable = sayOnce(opened.fleet.unable, use.warn);
  const { instance } = opened.fleet;
  const fleet = { ...opened.fleet, unable };
  const shared = openSharedWork(fleet, at.stateDir, use);
  const onChange = (): void => {
    shared.ring();
    use.ring();
  };
  const link = openMachineLink(fleet, { instance, slots: use.slots, version: VERSION }, onChange);
  const [claims, told] = [join(use.folder, 'claims'), join(use.folder, 'told')];
  const self = fleet.processes.self();
  const duties = openDuties({
    ...{ machine: fleet.machine, heartbeatMs: fleet.heartbeatMs, link, bootMs },
    ...{ ring: use.ring, drain: use.drain, warn: use.warn },
    queue: openQueueFleet(fleet),
    claims: openClaimFiles(claims),
    told: openToldFiles(told),
    isOwnProcess: ({ process }) => process.pid === self.pid && process.startTime === self.startTime,
  });
  try {
    if ((await link.beat()) === 'another machine has this name') throw nameTaken(at, fleet);
    await duties.tick();
  } catch (error) {
    if (!(error instanceof DatabaseSilent)) {
      await end(opened, link, shared);
      throw error;
    }
  }
  // A tick tells the news that a silent database missed.
  const watchers = tryWatch(told, () => void duties.tellNews().catch(() => undefined));
  const pushing = pushAgainHere(fleet, use.warn);
  const ticking = repeat(duties, tickMs(fleet.heartbeatMs), use.warn);
  return {
    ...{ name: fleet.machine, night: openNightRow(fleet), queue: duties.queue },
    isTriedElsewhere: shared.isTriedElsewhere,
    claimPath: (id) => placePath(claims, id),
    [Symbol.asyncDispose]: async () => {
      for (const watcher of watchers) watcher.close();
      await Promise.all([ticking.end(), pushing.end()]);
      await end(opened, link, shared);
    },
  };
}

/** Why this machine runs no sessions of a project is said once. */
function sayOnce(unable: Fleet['unable'], warn: (text: string) => void): Fleet['unable'] {
  const say = onceEach(warn);
  return (config) => {
    const why = unable(config);
    if (why !== undefined) say(takesNone(config, why));
    return why;
  };
}

async function end(
  opened: OpenFleet,
  link: { readonly end: () => void },
  shared: SharedWork,
): Promise<void> {
  link.end();
  await shared.end();
  await opened[Symbol.asyncDispose]();
}

async function untilAnswer<T>(
  open: () => Promise<T>,
  { warn, stop }: MachineUse,
): Promise<T | undefined> {
  for (let tries = 0; !stop.aborted; tries += 1) {
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof DatabaseSilent)) throw error;
      if (tries === 0) warn(`${error.message}; trying again`);
      await pause(RETRY_MS, undefined, { signal: stop }).catch(() => undefined);
    }
  }
  return undefined;
}

function tickMs(heartbeatMs: number): number {
  return Math.min(Math.max(heartbeatMs / TICKS, SHORTEST_TICK_MS), LONGEST_TICK_MS);
}

/** Ticks on a timer of its own; a silent database is said once. */
function repeat(duties: Duties, everyMs: number, warn: (text: string) => void) {
  const stop = new AbortController();
  let trouble = '';
  const tick = async (): Promise<void> => {
    const found = await duties.tick().then(
      () => '',
      (error: unknown) => errorMessage(error),
    );
    if (found !== '' && found !== trouble) warn(`${found}; runs go on, and nothing more starts`);
    if (found === '' && trouble !== '') warn('the database of the fleet answers again');
    trouble = found;
  };
  const isOver = (): boolean => stop.signal.aborted;
  const ended = (async () => {
    for (;;) {
      await pause(everyMs, undefined, { signal: stop.signal }).catch(() => undefined);
      if (isOver()) return;
      await tick();
    }
  })();
  return {
    end: async (): Promise<void> => {
      stop.abort();
      await ended;
    },
  };
}
