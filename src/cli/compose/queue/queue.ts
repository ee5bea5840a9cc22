import { resolveConfigPath } from '../../../adapters/config/config-path.ts';
import { type Here, here } from '../../../adapters/config/environment.ts';
import { foundConfig } from '../../../adapters/config/files/found-config.ts';
import { fleetSettings } from '../../../adapters/config/fleet-settings.ts';
import { identitiesHere } from '../../../adapters/process/table/identities.ts';
import { openQueueFiles } from '../../../adapters/queue/queue-files.ts';
import type { Queue, QueueView } from '../../../app/ports/queue/queue.ts';
import { NEVER } from '../../../app/ports/repository.ts';
import { delaysAt, withDelays } from '../../../domain/queue/order.ts';
import { leasesIn } from '../running/leases-in.ts';
import { ownWork } from './own-work.ts';

/** The queue of this user on this machine, for this process. */
export function openQueue(stateDir: string): Queue {
  return openQueueFiles(stateDir, {
    ...identitiesHere(),
    ownWork: () => ownWork(stateDir),
    exclusively: (folder, work) => leasesIn(folder, NEVER.stop).exclusively(work),
  });
}

/** Uses the queue of this person: that of the fleet, where the machine belongs to one, or the files of this machine. */
export async function usingQueue<T>(at: Here, use: (queue: Queue) => Promise<T>): Promise<T> {
  const settings = fleetSettings(at);
  if (settings === undefined) return await use(openQueue(at.stateDir));
  const { usingFleetQueue } = await import('../fleet/queue.ts');
  return await usingFleetQueue(at, settings, use);
}

/** The same, without a project. */
export async function usingQueueHere<T>(use: (queue: Queue) => Promise<T>): Promise<T> {
  return await usingQueue(here(), use);
}

/** The whole queue, with what delays its sessions. */
export async function delayedView(now: number): Promise<QueueView> {
  const at = here();
  const view = await usingQueue(at, (queue) => queue.list(now));
  if (view.queued.length === 0) return view;
  const isTriedElsewhere = (account: string): boolean => view.triedElsewhere?.has(account) === true;
  const delays = (await import('./delays.ts')).openDelays(at, isTriedElsewhere);
  return { ...view, queued: withDelays(view.queued, delaysAt(delays, now)) };
}

/** The absolute path of a `.samocode` that a person named, as the queue has it. */
export function namedConfigPath(config: string): string {
  return resolveConfigPath({ ...here(), configPath: config, platform: process.platform });
}

/** The same for the nearest `.samocode` upwards where none was named; undefined: there is none. */
export function wantedConfig(config: string | undefined): string | undefined {
  const path = config ?? foundConfig(here());
  return path === undefined ? undefined : namedConfigPath(path);
}

/** The queue, with what delays its sessions; with `config` the sessions of that project alone. */
export async function queueView(config?: string): Promise<QueueView> {
  const path = config === undefined ? undefined : namedConfigPath(config);
  const view = await delayedView(Date.now());
  const isShown = (one: { readonly config: string }): boolean =>
    path === undefined || one.config === path;
  return { ...view, queued: view.queued.filter(isShown) };
}
