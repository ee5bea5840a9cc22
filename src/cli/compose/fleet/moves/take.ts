import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { here } from '../../../../adapters/config/environment.ts';
import { neededFleet } from '../../../../adapters/config/fleet-settings.ts';
import { findSessions } from '../../../../adapters/fleet/acts/find-session.ts';
import type { Fleet } from '../../../../adapters/fleet/fleet.ts';
import { type AfterTake, beginTake, endTake, undoTake } from '../../../../adapters/fleet/take.ts';
import { randomId } from '../../../../adapters/random-id.ts';
import { newsOf } from '../../../../app/fleet/carry.ts';
import { look } from '../../../../app/session/look.ts';
import { mayTake } from '../../../../domain/fleet/take.ts';
import type { Told } from '../../../../domain/fleet/told.ts';
import type { NamedSession } from '../../../../domain/session/session-command.ts';
import { printable } from '../../../../domain/text/printable.ts';
import { joinShellWords } from '../../../../domain/text/shell-words.ts';
import { UserError } from '../../../../domain/text/user-error.ts';
import { openSession } from '../../people/open-session.ts';
import { findProject, type PlaceFlags, type Project } from '../../place/place.ts';
import { wantedConfig } from '../../queue/queue.ts';
import { needName, openOwnFleet } from '../own-name.ts';
import { notTakenWords, takeSession } from './take-first.ts';

/** A session that is on this machine now. */
export interface Taken extends NamedSession {
  readonly config: string;
  readonly path: string;
  readonly iteration: number | null;
  /** Where the files of its earlier stay on this machine are. */
  readonly aside: readonly string[];
  readonly after: Exclude<AfterTake, 'lost'> | 'here already';
}

interface TakeUse {
  readonly leavesUnpushed: boolean;
  /** Throws where a person has to accept the project first. */
  readonly accept: (project: Project) => Promise<void>;
  readonly warn: (text: string) => void;
}

/** Brings a session of the fleet to this machine. Throws a UserError where that cannot be. */
export async function takeHere(
  flags: PlaceFlags & { readonly session: string },
  { leavesUnpushed, accept, warn }: TakeUse,
): Promise<Taken> {
  const at = here();
  await using opened = await openOwnFleet(at, neededFleet(at));
  const { fleet } = opened;
  await needName(at, fleet);
  const name = await namedIn(fleet, flags);
  const project = findProject({ config: name.config }, { spawns: false });
  await accept(project);
  const pathOf = (folder: string | null): string => join(project.config.sessions, folder ?? '');
  const begun = await beginTake(fleet, name, (one) => {
    const hasFolder = one.folder !== null && existsSync(pathOf(one.folder));
    const { machine, heartbeatMs } = fleet;
    return mayTake(one, { machine, heartbeatMs, hasFolder, leavesUnpushed });
  });
  if (begun === undefined) throw unknown(flags);
  const { taking, answer } = begun;
  const path = pathOf(taking.folder);
  if (answer.kind === 'refused') {
    const exitCode = answer.isHeld ? 6 : 2;
    throw new UserError(printable(answer.why), { hint: printable(answer.hint), exitCode });
  }
  if (answer.kind === 'here') {
    return { ...name, path, iteration: taking.iteration, aside: [], after: 'here already' };
  }
  const folder = taking.folder ?? '';
  const taken = await takeSession(project, { folder, machine: fleet.machine });
  if (taken.kind !== 'taken') {
    // What failed may have reached the remote: the next take goes on from there.
    if (taken.kind !== 'failed' || !taken.mayBePushed) await undoTake(fleet, taking);
    throw new UserError(
      `${name.session} cannot be taken: ${printable(notTakenWords(taken), 600)}`,
      { hint: `then again: ${takeCommand(name, leavesUnpushed)}`, exitCode: 4 },
    );
  }
  const told = toldOf({ ...name, folder, pushed: taken.pushed }, warn);
  const after = await endTake(fleet, told);
  if (after === 'lost') {
    throw new UserError(`another machine took ${name.session} meanwhile`, { exitCode: 6 });
  }
  return { ...name, path, iteration: told.iteration, aside: taken.aside, after };
}

/** The only session of this name. */
async function namedIn(
  fleet: Fleet,
  flags: PlaceFlags & { readonly session: string },
): Promise<{ readonly config: string; readonly session: string }> {
  const asked = { config: wantedConfig(flags.config), session: flags.session };
  const [found, other] = await findSessions(fleet.database.sql, asked);
  if (found === undefined) throw unknown(flags);
  if (other !== undefined) {
    const hint = [found, other].map((one) => takeCommand(one, false)).join(' or ');
    throw new UserError(`${flags.session} is a session of several projects of the fleet`, { hint });
  }
  return { config: found.config, session: found.session };
}

function unknown({ session }: { readonly session: string }): UserError {
  return new UserError(
    `the fleet knows no session ${printable(session)} of this project that has begun`,
    {
      hint: 'samocode list --fleet shows them',
    },
  );
}

function takeCommand({ config, session }: NamedSession, leavesUnpushed: boolean): string {
  const words = ['samocode', 'take', '--config', config ?? '', '--session', session];
  return printable(joinShellWords(leavesUnpushed ? [...words, '--leave-unpushed'] : words));
}

/** The news of a session whose files have just been taken, from these files. */
function toldOf(
  of: Pick<Told, 'config' | 'session' | 'folder' | 'pushed'>,
  warn: (text: string) => void,
): Told {
  const { store } = openSession({ config: of.config, session: of.folder }, warn);
  return { v: 1, run: randomId(), ...newsOf(store, look(store)), unmovable: null, ...of };
}
