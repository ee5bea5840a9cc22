import { userInfo } from 'node:os';
import { prepareFolder } from '../../../adapters/session/folder.ts';
import { type OpenStore, openStore } from '../../../adapters/session/session-store.ts';
import { NEVER } from '../../../app/ports/repository.ts';
import { type Holder, type Leases } from '../../../app/ports/session/lease.ts';
import type { Opening, Writer } from '../../../app/ports/session/writer.ts';
import { actOnRecord } from '../../../app/tampering/tampering.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { holderName, takeOverHint } from '../../render/holder.ts';
import { keptFolder } from '../place/kept-folder.ts';
import { findExisting, type Place, type PlaceFlags } from '../place/place.ts';
import { refuseAgents } from '../running/caller.ts';
import { leasesIn } from '../running/leases-in.ts';

/** The parts that a person's command needs: the session and its holder, without a process room. */
export interface OpenSession {
  readonly place: Place;
  readonly store: OpenStore;
  readonly leases: Leases;
  readonly writer: Writer;
  /** Gates that were opened here. */
  readonly openings: Opening[];
  /** The name of the current user. */
  readonly user: string;
}

/** Opens an existing session for a person's command; refuses an agent of a run. */
export function openSession(flags: PlaceFlags, warn: (text: string) => void): OpenSession {
  const place = findExisting(flags);
  const caller = refuseAgents(place);
  const { path } = place.folder;
  const store = openStore({ ...place.folder, kept: keptFolder(place, path) }, warn);
  const leases = leasesIn(place.folder.path, NEVER.stop);
  const run = `person-${process.pid}`;
  const openings: Opening[] = [];
  const writer: Writer = { store, run, now: () => new Date(), warn, caller, openings };
  return { place, store, leases, writer, openings, user: userName() };
}

/** Creates missing files and folders of samocode in a session's folder. */
export function prepareSession({ place }: OpenSession): void {
  prepareFolder(place.folder.path);
}

/** Lets a person act while no agent works; refuses with a clear reason while one does. */
export async function actOnSession<T>(
  opened: OpenSession,
  act: (opened: OpenSession) => T,
): Promise<T> {
  prepareSession(opened);
  return await opened.leases.exclusively(() => {
    const holder = opened.leases.holder();
    if (holder?.busy === true) {
      throw new UserError('an agent is at work in this session', {
        hint: busyHint(holder, opened.place),
        exitCode: 6,
      });
    }
    const result = actOnRecord(opened.writer, () => act(opened));
    opened.store.saveCheckpoint();
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
