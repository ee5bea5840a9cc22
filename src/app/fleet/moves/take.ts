import { type AfterTake, mayTake, type Takable } from '../../../domain/fleet/moves/take.ts';
import type { Told } from '../../../domain/fleet/told.ts';
import type { NamedSession } from '../../../domain/session/session-command.ts';
import { printable } from '../../../domain/text/printable.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import type { BegunTake, FleetName, ProjectSpots, TakingFleet } from '../../ports/fleet/moves.ts';
import type { Holder } from '../../ports/session/lease.ts';
import type { SessionStore } from '../../ports/session/store.ts';
import { look } from '../../session/look.ts';
import { newsOf } from '../carry.ts';
import { notTakenWords, type TakenHere, takeSession } from './take-session.ts';

/** A session that is on this machine now. */
export interface Taken extends FleetName {
  readonly path: string;
  readonly iteration: number | null;
  /** Where the files of its earlier stay on this machine are. */
  readonly aside: readonly string[];
  readonly after: Exclude<AfterTake, 'lost'> | 'here already';
}

/** A session as a person names it. `config` undefined: of any project. */
export interface Wanted {
  readonly config: string | undefined;
  readonly session: string;
}

/** How a session is brought to this machine. */
export interface TakeParts {
  /** A person said that the work that was not pushed may stay where it is. */
  readonly leavesUnpushed: boolean;
  /** Rejects where a person has to accept the project first. */
  readonly spotsOf: (config: string) => Promise<ProjectSpots>;
  /** The files of a session that has just been taken. */
  readonly storeOf: (config: string, folder: string) => SessionStore;
  readonly holderName: (holder: Holder) => string;
  readonly run: string;
}

/** Brings a session of the fleet to this machine. Throws a UserError where that cannot be. */
export async function take(fleet: TakingFleet, wanted: Wanted, parts: TakeParts): Promise<Taken> {
  const { machine, heartbeatMs } = fleet;
  const { leavesUnpushed } = parts;
  const name = await onlyOne(fleet, wanted);
  const spots = await parts.spotsOf(name.config);
  const hasFolder = ({ folder }: Takable): boolean =>
    folder !== null && spots.inFolder(folder).exists;
  const begun = await fleet.begin(name, (one) =>
    mayTake(one, { machine, heartbeatMs, hasFolder: hasFolder(one), leavesUnpushed }),
  );
  if (begun === undefined) throw unknown(wanted);
  const { taking, answer } = begun;
  const folder = taking.folder ?? '';
  const { path } = spots.inFolder(folder);
  if (answer.kind === 'refused') {
    const exitCode = answer.isHeld ? 6 : 2;
    throw new UserError(printable(answer.why), { hint: printable(answer.hint), exitCode });
  }
  if (answer.kind === 'here') {
    return { ...name, path, iteration: taking.iteration, aside: [], after: 'here already' };
  }
  const taken = await takeBegun(begun, { ...parts, name, folder, spots });
  const told = toldOf({ ...name, folder, pushed: taken.pushed }, parts);
  const after = await fleet.end(told);
  if (after === 'lost') {
    throw new UserError(`another machine took ${name.session} meanwhile`, { exitCode: 6 });
  }
  return { ...name, path, iteration: told.iteration, aside: taken.aside, after };
}

async function takeBegun(
  { undo }: BegunTake,
  of: Pick<TakeParts, 'leavesUnpushed' | 'holderName'> & {
    readonly name: FleetName;
    readonly folder: string;
    readonly spots: ProjectSpots;
  },
): Promise<TakenHere> {
  const { name, folder, spots, holderName, leavesUnpushed } = of;
  const taken = await takeSession(spots, folder, holderName);
  if (taken.kind === 'taken') return taken;
  // What failed may have reached the remote: the next take goes on from there.
  if (taken.kind !== 'failed' || !taken.mayBePushed) await undo();
  throw new UserError(`${name.session} cannot be taken: ${printable(notTakenWords(taken), 600)}`, {
    ...{ hint: `then again: ${takeCommand(name, leavesUnpushed)}`, exitCode: 4 },
  });
}

async function onlyOne(fleet: TakingFleet, wanted: Wanted): Promise<FleetName> {
  const [found, other] = await fleet.find(wanted);
  if (found === undefined) throw unknown(wanted);
  if (other !== undefined) {
    const hint = [found, other].map((one) => takeCommand(one, false)).join(' or ');
    throw new UserError(`${wanted.session} is a session of several projects of the fleet`, {
      hint,
    });
  }
  return { config: found.config, session: found.session };
}

function unknown({ session }: Wanted): UserError {
  return new UserError(
    `the fleet knows no session ${printable(session)} of this project that has begun`,
    { hint: 'samocode list --fleet shows them' },
  );
}

function takeCommand({ config, session }: NamedSession, leavesUnpushed: boolean): string {
  const words = ['samocode', 'take', '--config', config ?? '', '--session', session];
  return printable(joinShellWords(leavesUnpushed ? [...words, '--leave-unpushed'] : words));
}

/** The news of a session whose files have just been taken, from these files. */
function toldOf(
  of: Pick<Told, 'config' | 'session' | 'folder' | 'pushed'>,
  { storeOf, run }: TakeParts,
): Told {
  const store = storeOf(of.config, of.folder);
  return { v: 1, run, ...newsOf(store, look(store)), unmovable: null, ...of };
}
