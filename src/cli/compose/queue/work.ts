import { join } from 'node:path';
import { systemClock } from '../../../adapters/clock.ts';
import { type Here, here } from '../../../adapters/config/environment.ts';
import { fleetSettings } from '../../../adapters/config/fleet-settings.ts';
import { ownPath } from '../../../adapters/config/folders/executable.ts';
import { sessionsFolder } from '../../../adapters/config/folders/sessions-folder.ts';
import { readTail } from '../../../adapters/disk/lines/tail.ts';
import { makeFolder } from '../../../adapters/disk/make-folder.ts';
import { openHeartbeat } from '../../../adapters/liveness/heartbeat.ts';
import { HEARTBEAT_NAME } from '../../../adapters/liveness/last-beat.ts';
import { startProgram } from '../../../adapters/process/start-program.ts';
import { tryKill } from '../../../adapters/process/sweep/sweep.ts';
import { identitiesHere } from '../../../adapters/process/table/identities.ts';
import { livingRuns } from '../../../adapters/queue/slot.ts';
import { randomId } from '../../../adapters/random-id.ts';
import { findSession } from '../../../adapters/session/folder.ts';
import { tryWatch } from '../../../adapters/session/watching.ts';
import { packageRoot } from '../../../adapters/texts/shipped-texts.ts';
import { openBegunFolders } from '../../../adapters/work/begun-folders.ts';
import { openBell } from '../../../adapters/work/bell.ts';
import { openDrainFile } from '../../../adapters/work/drain-file.ts';
import { leftMemory } from '../../../adapters/work/memory.ts';
import { openNightFile } from '../../../adapters/work/night-file.ts';
import { openRunEnds } from '../../../adapters/work/run-ends.ts';
import { startRun } from '../../../adapters/work/start-run.ts';
import type { RunStart } from '../../../app/ports/queue/work.ts';
import type { Stops } from '../../../app/ports/repository.ts';
import { drainWork, type HeldWork, holdWork, type WorkFiles } from '../../../app/work/hold-work.ts';
import type { LivingWorkRun } from '../../../app/work/parts.ts';
import { lastWords } from '../../../domain/queue/last-words.ts';
import type { Queued } from '../../../domain/queue/queued.ts';
import { printableWords } from '../../../domain/text/printable.ts';
import { holderName } from '../../render/holder.ts';
import type { MachineAtWork, MachineUse } from '../fleet/machine.ts';
import { leasesIn } from '../running/leases-in.ts';
import { openDelays } from './delays.ts';
import { openQueue } from './queue.ts';
import { sessionWatch } from './session-watch.ts';

/** Where `samocode work` keeps its files. */
function workFolder(): string {
  const folder = join(here().stateDir, 'work');
  makeFolder(join(folder, '.run'));
  return folder;
}

/** The runs that a `work` started, and whose process lives. */
function livingWorkRuns(): readonly LivingWorkRun[] {
  const { isAlive } = identitiesHere();
  const living = livingRuns(here().stateDir, isAlive).filter((run) => run.isUnderWork === true);
  return living.map((run) => ({
    ...{ config: run.config, session: run.session },
    stop: () => {
      if (isAlive(run)) tryKill(run.pid, 'SIGTERM');
    },
  }));
}

/** Asks for the end of `work` (`drainWork`). */
export function drainHere(): ReturnType<typeof drainWork> {
  const folder = workFolder();
  return drainWork(filesIn(folder, new AbortController().signal), livingWorkRuns().length);
}

/** The one `work` of the user on this machine (`holdWork`), with its folder. */
export function holdWorkHere(
  stops: Stops,
  isQuiet: boolean,
): (HeldWork & { readonly folder: string }) | undefined {
  const folder = workFolder();
  const run = randomId();
  const held = holdWork(filesIn(folder, stops.stop), {
    ...{ run, isQuiet, holderName: (holder) => holderName(holder, Date.now()) },
    begin: () => {
      const heartbeat = openHeartbeat(join(folder, HEARTBEAT_NAME));
      const doing = { state: 'working', phase: undefined, iteration: undefined } as const;
      heartbeat.write({ v: 1, run, pid: process.pid, ...doing, since: new Date().toISOString() });
      return heartbeat;
    },
  });
  return held && { ...held, folder };
}

function filesIn(folder: string, stop: AbortSignal): WorkFiles {
  return { leases: leasesIn(folder, stop), drain: openDrainFile(folder) };
}

/** The facts of it that the parts of `work` need. */
export interface PartsUse {
  readonly folder: string;
  readonly slots: number;
  readonly drain: () => void;
  readonly warn: (text: string) => void;
  readonly stop: AbortSignal;
}

/** The parts of `work` that reach the machine; disposing ends their watches. Undefined: it was stopped before its fleet answered. */
export async function workParts(use: PartsUse) {
  const { folder } = use;
  const at = here();
  const { stateDir } = at;
  const bell = openBell();
  const ends = openRunEnds(join(folder, 'ends'));
  const logs = join(folder, 'logs');
  const watched = [folder, join(stateDir, 'queue'), join(stateDir, 'slots')];
  for (const path of [...watched, logs]) makeFolder(path);
  const watchers = watched.flatMap((path) => tryWatch(path, bell.ring));
  const logOf = ({ id }: Queued): string => join(logs, `${id}.log`);
  const close = (): void => {
    for (const watcher of watchers) watcher.close();
  };
  const machine = await joinFleet(at, { ...use, ring: bell.ring }).catch((error: unknown) => {
    close();
    throw error;
  });
  if (machine === 'stopped') {
    close();
    return undefined;
  }
  return {
    machine: machine?.name,
    ...{
      queue: machine?.queue ?? openQueue(stateDir),
      clock: systemClock,
      bell,
      ends,
      begun: openBegunFolders(join(folder, 'begun')),
      files: sessionWatch(at),
    },
    memory: leftMemory,
    delays: openDelays(at, machine?.isTriedElsewhere),
    night: machine?.night ?? openNightFile(join(folder, 'night.json')),
    living: livingWorkRuns,
    start: (run: RunStart) =>
      startRun(run, {
        ...{ node: ownPath(at), program: join(packageRoot(import.meta.url), 'dist', 'bin.js') },
        ...{ environment: at.environment, start: startProgram },
        ...{ logPath: logOf(run.queued), folder, claimPath: machine?.claimPath },
      }),
    lastWords: (queued: Queued) => printableWords(lastWords(readTail(logOf(queued), 2000)), 600),
    folderOf,
    [Symbol.asyncDispose]: async () => {
      close();
      await machine?.[Symbol.asyncDispose]();
    },
  };
}

/** Undefined: this machine belongs to no fleet. */
async function joinFleet(
  at: Here,
  use: MachineUse,
): Promise<MachineAtWork | 'stopped' | undefined> {
  const settings = fleetSettings(at);
  if (settings === undefined) return undefined;
  const { startMachine } = await import('../fleet/machine.ts');
  return (await startMachine(at, settings, use)) ?? 'stopped';
}

function folderOf({ config, session }: Queued): string | undefined {
  try {
    const sessions = sessionsFolder({ ...here(), configPath: config });
    return findSession(sessions, session, new Date()).path;
  } catch {
    return undefined;
  }
}
