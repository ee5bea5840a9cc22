import { dirname, join } from 'node:path';
import { userSettingsPath } from '../../../adapters/config/files/raw-values.ts';
import { findExecutable } from '../../../adapters/config/folders/executable.ts';
import {
  listenerFacts,
  type ScheduledProject,
  type ScheduleFacts,
  scheduleFacts,
} from '../../../adapters/machine/schedule-facts.ts';
import { packageRoot } from '../../../adapters/texts/shipped-texts.ts';
import { findBegun, findProject, type PlaceFlags, type Project } from '../place/place.ts';
import { telegramOf } from '../telegram/bot-state.ts';

/** The folder of a user's units. */
interface UnitFolder {
  readonly unitFolder: string;
}

/** The schedule of a session that has begun. */
export function openSchedule(flags: PlaceFlags, everyMs: number): ScheduleFacts & UnitFolder {
  const place = findBegun(flags);
  const facts = scheduleFacts(scheduled(place), place.session, everyMs);
  return { ...facts, unitFolder: unitFolderOf(place) };
}

/** The listener of a project's bot; throws if Telegram is not set up. */
export function openListener(flags: PlaceFlags): ReturnType<typeof listenerFacts> & UnitFolder {
  const project = findProject(flags, { spawns: false });
  telegramOf(project);
  return { ...listenerFacts(scheduled(project)), unitFolder: unitFolderOf(project) };
}

function scheduled(project: Project): ScheduledProject {
  const { environment, home } = project;
  const { execPath: name, platform } = process;
  const cwd = process.cwd();
  // Without /proc Node knows only the name that it was started by.
  const found = findExecutable({ name, folder: cwd, cwd, environment, home, platform });
  return {
    ...project,
    node: 'path' in found ? found.path : name,
    program: join(packageRoot(import.meta.url), 'dist', 'bin.js'),
  };
}

function unitFolderOf({ environment, home }: Project): string {
  return join(dirname(dirname(userSettingsPath(environment, home))), 'systemd', 'user');
}
