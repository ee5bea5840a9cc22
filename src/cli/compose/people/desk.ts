import { userInfo } from 'node:os';
import { prepareFolder } from '../../../adapters/session/folder.ts';
import { openStore, type OpenStore } from '../../../adapters/session/session-store.ts';
import { NEVER } from '../../../app/ports/repository.ts';
import { type Holder, type Leases } from '../../../app/ports/lease.ts';
import type { Opening, Scribe } from '../../../app/ports/scribe.ts';
import { actOnRecord } from '../../../app/tampering/tampering.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { holderName, takeOverHint } from '../../render/holder.ts';
import { refuseAgents } from '../running/caller.ts';
import { keptFolder } from '../place/kept-folder.ts';
import { leasesIn } from '../running/leases-in.ts';
import { findExisting, type Place, type PlaceFlags } from '../place/place.ts';

/** The parts that a person's command needs: the session and its holder, without a process room. */
export interface Desk {
  readonly place: Place;
  readonly store: OpenStore;
  readonly leases: Leases;
  readonly scribe: Scribe;
  /** Gates that were opened here. */
  readonly openings: Opening[];
  /** The name of the current user. */
  readonly user: string;
}

/** Opens an existing session for a person's command; refuses an agent of a run. */
export function openDesk(flags: PlaceFlags, warn: (text: string) => void): Desk {
  const place = findExisting(flags);
  const caller = refuseAgents(place);
  const { path } = place.folder;
  const store = openStore({ ...place.folder, kept: keptFolder(place, path) }, warn);
  const leases = leasesIn(place.folder.path, NEVER.stop);
  const run = `person-${process.pid}`;
  const openings: Opening[] = [];
  const scribe: Scribe = { store, run, now: () => new Date(), warn, caller, openings };
  return { place, store, leases, scribe, openings, user: userName() };
}

/** Creates missing files and folders of samocode in a session's folder. */
export function prepareDesk({ place }: Desk): void {
  prepareFolder(place.folder.path);
}

/** Lets a person act while no agent works; refuses with a clear reason while one does. */
export async function actAtDesk<T>(desk: Desk, act: (desk: Desk) => T): Promise<T> {
  prepareDesk(desk);
  return await desk.leases.exclusively(() => {
    const holder = desk.leases.holder();
    if (holder?.busy === true) {
      throw new UserError('an agent is at work in this session', {
        hint: busyHint(holder, desk.place),
        exitCode: 6,
      });
    }
    const result = actOnRecord(desk.scribe, () => act(desk));
    desk.store.saveCheckpoint();
    return result;
  });
}

function busyHint(holder: Holder, { config, session }: Place): string {
  if (holder.isVisible) return 'wait until its iteration is over (samocode status)';
  const named = { config: config.configPath, session };
  return `${holderName(holder, Date.now())}; wait, or ${takeOverHint(named)}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? '?'}`; // A user id without an entry in passwd.
  }
}
