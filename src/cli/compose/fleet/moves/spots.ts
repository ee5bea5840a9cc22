import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createFolders } from '../../../../adapters/config/folders/create-folders.ts';
import { randomId } from '../../../../adapters/random-id.ts';
import { findSession } from '../../../../adapters/session/folder.ts';
import type { ProjectSpots, SessionSpot } from '../../../../app/ports/fleet/moves.ts';
import { NEVER } from '../../../../app/ports/repository.ts';
import type { OpenedFolder } from '../../../../app/ports/session/folders.ts';
import type { Holder } from '../../../../app/ports/session/lease.ts';
import { holderName } from '../../../render/holder.ts';
import type { Project } from '../../place/place.ts';
import { leasesIn } from '../../running/leases-in.ts';
import { openTravel } from '../state/travel.ts';

/** The sessions of a project on this machine, with their states in the git remote. */
export function spotsIn(project: Project, machine: string): ProjectSpots {
  const { sessions } = project.config;
  const spotOf = (folder: OpenedFolder): SessionSpot => ({
    ...folder,
    holder: () => leasesIn(folder.path, NEVER.stop).holder(),
    states: () => openTravel({ ...project, folder }, { machine, run: randomId() }),
  });
  return {
    prepare: () => createFolders(project.missing),
    inFolder: (folder) => {
      const path = join(sessions, folder);
      return spotOf({ path, folder, exists: existsSync(path) });
    },
    named: (session) => spotOf(findSession(sessions, session, new Date())),
  };
}

export function holderNow(holder: Holder): string {
  return holderName(holder, Date.now());
}
