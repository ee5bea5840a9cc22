import { userName } from '../../../adapters/machine/user-name.ts';
import { prepareFolder } from '../../../adapters/session/folder.ts';
import { keptFolder } from '../../../adapters/session/kept-folder.ts';
import { type OpenStore, openStore } from '../../../adapters/session/session-store.ts';
import type { Opening } from '../../../app/ports/notifier.ts';
import { NEVER } from '../../../app/ports/repository.ts';
import type { Leases } from '../../../app/ports/session/lease.ts';
import type { Writer } from '../../../app/ports/session/writer.ts';
import type { InLine } from '../../../domain/queue/in-line.ts';
import { completeCommands } from '../../../domain/session/session-command.ts';
import { findExisting, type Place, type PlaceFlags } from '../place/place.ts';
import { queueWakingLeases } from '../queue/waking-leases.ts';
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
  /** Where an act here has put the session back in line, `samocode work` goes on with it. */
  readonly line: () => InLine | undefined;
  /** The name of the current user. */
  readonly user: string;
}

/** Opens an existing session for a person's command; refuses an agent of a run. */
export function openSession(flags: PlaceFlags, warn: (text: string) => void): OpenSession {
  const place = findExisting(flags);
  const caller = refuseAgents(place);
  const { path } = place.folder;
  const store = openStore({ ...place.folder, kept: keptFolder(place.stateDir, path) }, warn);
  const { stateDir, session } = place;
  const { leases, line } = queueWakingLeases(leasesIn(path, NEVER.stop), {
    ...{ stateDir, session, config: place.config.configPath, path, warn },
  });
  const run = `person-${process.pid}`;
  const openings: Opening[] = [];
  const complete = (text: string): void => {
    warn(completeCommands(text, { config: flags.config, session }));
  };
  const writer: Writer = { store, run, now: () => new Date(), warn: complete, caller, openings };
  return { place, store, leases, writer, openings, line, user: userName() };
}

/** Creates missing files and folders of samocode in a session's folder. */
export function prepareSession({ place }: OpenSession): void {
  prepareFolder(place.folder.path);
}
