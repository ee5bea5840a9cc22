import { join } from 'node:path';
import { type Here, here } from '../../../adapters/config/environment.ts';
import { unitFolder } from '../../../adapters/config/files/raw-values.ts';
import { ownPath } from '../../../adapters/config/folders/executable.ts';
import {
  listenerFacts,
  type ScheduledProject,
  scheduleFacts,
  workFacts,
} from '../../../adapters/machine/schedule-facts.ts';
import { packageRoot } from '../../../adapters/texts/shipped-texts.ts';
import { findBegun, findProject, type PlaceFlags, type Project } from '../place/place.ts';
import { telegramOf } from '../telegram/bot-state.ts';

/** The schedule of a session that has begun, and the folder of the user's units. */
export function openSchedule(flags: PlaceFlags, everyMs: number) {
  const place = findBegun(flags);
  const facts = scheduleFacts(scheduled(place), place.session, everyMs);
  return { ...facts, unitFolder: unitFolder(place.environment, place.home) };
}

/** The listener of a project's bot; throws if Telegram is not set up. */
export function openListener(flags: PlaceFlags) {
  const project = findProject(flags, { spawns: false });
  telegramOf(project);
  const { environment, home } = project;
  return { ...listenerFacts(scheduled(project)), unitFolder: unitFolder(environment, home) };
}

/** `samocode work` of this user, with these flags. */
export function openWorkSchedule(flags: readonly string[]) {
  const at = here();
  const { environment, home } = at;
  return {
    ...workFacts({ environment, home, ...programs(at) }, flags),
    unitFolder: unitFolder(environment, home),
  };
}

function programs(at: Here) {
  return { node: ownPath(at), program: join(packageRoot(import.meta.url), 'dist', 'bin.js') };
}

function scheduled(project: Project): ScheduledProject {
  return { ...project, ...programs(project) };
}
