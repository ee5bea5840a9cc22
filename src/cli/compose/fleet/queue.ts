import type { Here } from '../../../adapters/config/environment.ts';
import type { FleetSettings } from '../../../adapters/config/fleet-settings.ts';
import { openQueueFleet } from '../../../adapters/fleet/queue/queue-fleet.ts';
import { noteFiles } from '../../../adapters/fleet/session-row.ts';
import type { Queue } from '../../../app/ports/queue/queue.ts';
import { needName, openOwnFleet } from './own-name.ts';

/** Uses the queue of a fleet, for one command of a person. */
export async function usingFleetQueue<T>(
  at: Here,
  settings: FleetSettings,
  use: (queue: Queue) => Promise<T>,
): Promise<T> {
  await using opened = await openOwnFleet(at, settings);
  const { fleet } = opened;
  const queue = openQueueFleet(fleet);
  return await use({
    ...queue,
    submit: async (task, now) => {
      // Without a text the session has begun, and its files are here alone.
      if (task.text === undefined) {
        await needName(at, fleet);
        await noteFiles(fleet, task);
      }
      return await queue.submit(task, now);
    },
  });
}
