import type { ActOutcome, CommandAct, KnownAct } from '../../../domain/fleet/act.ts';
import type { FleetSession } from '../../../domain/fleet/session-elsewhere.ts';
import { errorMessage } from '../../../domain/text/error-code.ts';
import { printable } from '../../../domain/text/printable.ts';
import { joinShellWords } from '../../../domain/text/shell-words.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import type { AskedFleet } from '../../ports/fleet/elsewhere.ts';
import { sendAct, type Sender } from './send-act.ts';

/** A session whose files another machine has. */
export interface Elsewhere {
  readonly session: FleetSession;
  /** Sends an act to its machine, and waits a while. Undefined: it has not been carried out yet. */
  readonly send: (act: CommandAct) => Promise<ActOutcome | undefined>;
}

/** How a person hears of a session while the fleet is asked for it. */
export interface Hearing {
  readonly onSilent: (why: string) => void;
  /** An outcome that came after its command had ended; undefined: the command does not tell them. */
  readonly onOutcome: ((session: FleetSession, act: KnownAct) => void) | undefined;
  /** A person reads the output: they are not told again. */
  readonly isRead: boolean;
  /** A session of this machine may be one that cannot move. */
  readonly onOwn: (session: FleetSession) => void;
}

/** A session that a command named, and the fleet that is asked for it. */
export interface LookParts extends Omit<Sender, 'fleet'> {
  readonly session: string;
  /** This one. */
  readonly machine: string;
  /** The name of the session's folder here; undefined: there is none. */
  readonly folder: string | undefined;
  /** Throws a UserError where the fleet cannot be reached. */
  readonly open: () => Promise<AskedFleet>;
  readonly hearing: Hearing;
}

/** Does something with a session that another machine has. Undefined: no other machine has it. */
export async function lookElsewhere<T>(
  parts: LookParts,
  use: (elsewhere: Elsewhere) => Promise<T>,
): Promise<T | undefined> {
  const asked = await ask(parts);
  if (asked === undefined) return undefined;
  await using fleet = asked.fleet;
  const session = await onlyOther(parts, asked);
  if (session === undefined) return undefined;
  const told: string[] = [];
  const send: Elsewhere['send'] = async (act) => {
    const { id, outcome } = await sendAct({ ...parts, fleet }, session, act);
    if (outcome !== undefined) told.push(id);
    return outcome;
  };
  try {
    return await use({ session, send });
  } finally {
    await markSeen(fleet, told);
  }
}

interface Asked {
  readonly fleet: AskedFleet;
  readonly found: readonly FleetSession[];
}

/** Undefined: the fleet cannot be asked, which must not keep a person from files that are here. */
async function ask({ open, folder, machine, hearing }: LookParts): Promise<Asked | undefined> {
  let fleet: AskedFleet | undefined;
  try {
    fleet = await open();
    const found = await fleet.find();
    const [one, other] = found;
    if (one !== undefined && other === undefined) {
      await tellUnseen(fleet, one, hearing);
      if (one.machine === machine) hearing.onOwn(one);
    }
    return { fleet, found };
  } catch (error) {
    await fleet?.[Symbol.asyncDispose]();
    if (folder === undefined) throw error;
    hearing.onSilent(errorMessage(error));
    return undefined;
  }
}

/** The session that another machine has; undefined: it is here. */
async function onlyOther(
  { session, machine, folder }: LookParts,
  { fleet, found }: Asked,
): Promise<FleetSession | undefined> {
  const isOwn = found.some((one) => one.machine === machine);
  const isOthers = folder === undefined && isOwn && (await fleet.isNameOfOther());
  const others = found.filter(
    (one) => one.machine !== null && (isOthers || one.machine !== machine),
  );
  const [only, second] = others;
  if (only === undefined || others.length < found.length) return undefined;
  // One of the same name that the fleet had before.
  if (folder !== undefined && (only.state === 'done' || only.folder !== folder)) return undefined;
  if (second === undefined) return only;
  throw new UserError(`${session} is a session of several projects of the fleet`, {
    hint: `give one of them: ${others.map(({ config }) => printable(joinShellWords(['--config', config]))).join(', ')}`,
  });
}

async function tellUnseen(
  fleet: AskedFleet,
  session: FleetSession,
  { onOutcome, isRead }: Hearing,
): Promise<void> {
  if (onOutcome === undefined) return;
  const acts = await fleet.unseen(session);
  for (const act of acts) onOutcome(session, act);
  if (!isRead) return;
  await markSeen(
    fleet,
    acts.map(({ id }) => id),
  );
}

/** After they were printed. Where the database has just fallen silent, the next command tells of them again. */
async function markSeen(fleet: AskedFleet, acts: readonly string[]): Promise<void> {
  await fleet.markShown(acts).catch(() => undefined);
}
