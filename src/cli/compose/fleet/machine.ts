import { join } from 'node:path';
import { bootMs } from '../../../adapters/boot-clock.ts';
import { systemClock } from '../../../adapters/clock.ts';
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
import { beginDuties } from '../../../app/fleet/machine/begin-duties.ts';
import { openDuties } from '../../../app/fleet/machine/duties.ts';
import type { SharedWork } from '../../../app/fleet/machine/shared-work.ts';
import { openTicking } from '../../../app/fleet/machine/ticking.ts';
import { untilAnswer } from '../../../app/fleet/machine/until-answer.ts';
import type { Queue } from '../../../app/ports/queue/queue.ts';
import type { NightFile } from '../../../app/ports/queue/work.ts';
import { onceEach } from '../../once-each.ts';
import { VERSION } from '../../version.ts';
import { type OpenFleet, openFleet } from './open-fleet.ts';
import { nameTaken } from './own-name.ts';
import { sharedWorkOf } from './shared-work.ts';
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

/** Undefined: the stop came before the database answered. Throws a UserError where this machine cannot take part. */
export async function startMachine(
  at: Here,
  settings: FleetSettings,
  use: MachineUse,
): Promise<MachineAtWork | undefined> {
  const opened = await untilAnswer(() => openFleet(at, settings), {
    ...{ clock: systemClock, isSilent, warn: use.warn, stop: use.stop },
  });
  if (opened === undefined) return undefined;
  const unable = sayOnce(opened.fleet.unable, use.warn);
  const { instance } = opened.fleet;
  const fleet = { ...opened.fleet, unable };
  const shared = sharedWorkOf(fleet, at.stateDir, use);
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
    await beginDuties(duties, { link, isSilent, nameTaken: () => nameTaken(at, fleet) });
  } catch (error) {
    await end(opened, link, shared);
    throw error;
  }
  // A tick tells the news that a silent database missed.
  const watchers = tryWatch(told, () => void duties.tellNews().catch(() => undefined));
  const pushing = pushAgainHere(fleet, use.warn);
  const ticking = openTicking(duties, {
    ...{ heartbeatMs: fleet.heartbeatMs, clock: systemClock, warn: use.warn },
  });
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

const isSilent = (error: unknown): boolean => error instanceof DatabaseSilent;

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
