import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { here as environmentHere } from '../../../../adapters/config/environment.ts';
import type { FleetSettings } from '../../../../adapters/config/fleet-settings.ts';
import { sendAct } from '../../../../adapters/fleet/acts/acts.ts';
import { findSessions } from '../../../../adapters/fleet/acts/find-session.ts';
import { markShown, outcomeOf, unseenOutcomes } from '../../../../adapters/fleet/acts/outcomes.ts';
import type { FleetDatabase, Sql } from '../../../../adapters/fleet/database/database.ts';
import { DatabaseSilent } from '../../../../adapters/fleet/database/database-error.ts';
import { heartbeatOf } from '../../../../adapters/fleet/database/schema.ts';
import { isNameTaken, isOtherAlive } from '../../../../adapters/fleet/machines.ts';
import { userName } from '../../../../adapters/machine/user-name.ts';
import { monotonicMs } from '../../../../adapters/monotonic.ts';
import { instanceIn } from '../../../../adapters/work/instance.ts';
import { type ActOutcome, awaitedBy, type CommandAct } from '../../../../domain/fleet/act.ts';
import type { FleetSession } from '../../../../domain/fleet/session-elsewhere.ts';
import { sessionCommand } from '../../../../domain/session/session-command.ts';
import { errorMessage } from '../../../../domain/text/error-code.ts';
import { printable } from '../../../../domain/text/printable.ts';
import { joinShellWords } from '../../../../domain/text/shell-words.ts';
import { UserError } from '../../../../domain/text/user-error.ts';
import { actWords } from '../../../render/fleet/act-words.ts';
import { unmovableWords } from '../../../render/fleet/session-elsewhere.ts';
import { findExisting, type PlaceFlags } from '../../place/place.ts';
import { wantedConfig } from '../../queue/queue.ts';
import { refuseAgentsHere } from '../../running/caller.ts';
import { fleetDatabase } from '../open-fleet.ts';
import { nameTaken } from '../own-name.ts';

/** A session whose files another machine has. */
export interface Elsewhere {
  readonly session: FleetSession;
  /** Sends an act to its machine, and waits a while. Undefined: it has not been carried out yet. */
  readonly send: (act: CommandAct) => Promise<ActOutcome | undefined>;
}

interface Named {
  readonly session: string;
}

/** How a person hears of outcomes that came after their command had ended. */
export interface Hearing {
  readonly warn: (text: string) => void;
  /** False: the command prints JSON. */
  readonly isTold: boolean;
  /** A person reads the output: they are not told again. */
  readonly isRead: boolean;
  /** The command tells of the session: also why one of this machine cannot move. */
  readonly isReport: boolean;
}

/** How long a person waits for another machine. */
const WAIT_MS = 10_000;
const LOOK_MS = 100;
/** A session whose files are here waits for the database no longer. */
const LOCAL_QUERY_MS = 1500;

/** Undefined: no other machine has the session. */
export async function lookElsewhere<T>(
  settings: FleetSettings,
  flags: PlaceFlags & Named,
  hearing: Hearing,
  use: (elsewhere: Elsewhere) => Promise<T>,
): Promise<T | undefined> {
  const { session } = flags;
  const here = folderHere(flags);
  const asked = await ask(settings, { ...flags, isHere: here !== undefined }, hearing);
  if (asked === undefined) return undefined;
  await using database = asked.database;
  const { sql } = database;
  const { found } = asked;
  const isOwn = found.some(({ machine }) => machine === settings.machine);
  const isOthers = here === undefined && isOwn && (await isOfOther(database, settings.machine));
  const others = found.filter(
    ({ machine }) => machine !== null && (isOthers || machine !== settings.machine),
  );
  const [only, second] = others;
  if (only === undefined || others.length < found.length) return undefined;
  // One of the same name that the fleet had before.
  if (here !== undefined && (only.state === 'done' || only.folder !== here)) return undefined;
  if (second !== undefined) {
    throw new UserError(`${session} is a session of several projects of the fleet`, {
      hint: `give one of them: ${others.map(({ config }) => printable(joinShellWords(['--config', config]))).join(', ')}`,
    });
  }
  const told: string[] = [];
  const send: Elsewhere['send'] = async (act) => {
    refuseAgentsHere();
    refuseUnseen(only, act);
    try {
      const id = await sendAct(sql, { ...only, act, token: tokenOf(only, act), by: userName() });
      const outcome = await awaitOutcome(sql, id);
      if (outcome !== undefined) told.push(id);
      return outcome;
    } catch (error) {
      if (!(error instanceof DatabaseSilent)) throw error;
      throw new UserError(`the act may have been sent: ${error.message}`, {
        hint: `before you act again: ${sessionCommand(only, { words: ['why'] })}`,
      });
    }
  };
  try {
    return await use({ session: only, send });
  } finally {
    await markSeen(sql, told);
  }
}

/** After they were printed. Where the database has just fallen silent, the next command tells of them again. */
async function markSeen(sql: Sql, acts: readonly string[]): Promise<void> {
  await markShown(sql, acts).catch(() => undefined);
}

/** The iteration that the person saw: a resume does not clear the block of a later one. */
function tokenOf({ asks, iteration }: FleetSession, { kind }: CommandAct): string | null {
  if (kind !== 'resume') return asks;
  return iteration === null ? null : String(iteration);
}

async function awaitOutcome(sql: Sql, id: string): Promise<ActOutcome | undefined> {
  const startedMs = monotonicMs();
  for (;;) {
    const outcome = await outcomeOf(sql, id);
    if (outcome !== undefined || monotonicMs() - startedMs > WAIT_MS) return outcome;
    await pause(LOOK_MS);
  }
}

/** An approval or an answer is for what waits now: the machine of the session would take it for whatever comes next. */
function refuseUnseen({ asks, awaiting, ...named }: FleetSession, act: CommandAct): void {
  const awaited = awaitedBy(act);
  if (awaited === undefined || (asks !== null && awaiting === awaited)) return;
  const thing = awaited === 'plan_approval' ? 'no plan waits for approval' : 'nothing is asked';
  throw new UserError(`${printable(named.session)}: ${thing}, as far as the fleet knows`, {
    hint: `for its state: ${sessionCommand(named, { words: ['why'] })}`,
  });
}

/** Undefined: the fleet cannot be asked, which must not keep a person from files that are here. */
async function ask(
  settings: FleetSettings,
  { session, config, isHere }: PlaceFlags & Named & { readonly isHere: boolean },
  hearing: Hearing,
): Promise<
  { readonly database: FleetDatabase; readonly found: readonly FleetSession[] } | undefined
> {
  let database: FleetDatabase | undefined;
  try {
    database = await fleetDatabase(settings, isHere ? LOCAL_QUERY_MS : undefined);
    const found = await findSessions(database.sql, { config: wantedConfig(config), session });
    const [one, other] = found;
    if (one !== undefined && other === undefined) {
      await tellUnseen(database.sql, one, hearing);
      if (one.machine === settings.machine) tellUnmovable(one, hearing);
    }
    return { database, found };
  } catch (error) {
    await database?.[Symbol.asyncDispose]();
    if (!isHere) throw error;
    hearing.warn(`the fleet was not asked for ${session}: ${errorMessage(error)}`);
    return undefined;
  }
}

/** On its own machine, too: elsewhere the report has it. */
function tellUnmovable(session: FleetSession, { warn, isTold, isReport }: Hearing): void {
  const words = unmovableWords(session);
  if (isTold && isReport && words !== undefined) warn(`${printable(session.session)} ${words}`);
}

/** The outcomes of this person's acts that came after their command had ended. */
async function tellUnseen(
  sql: Sql,
  session: FleetSession,
  { warn, isTold, isRead }: Hearing,
): Promise<void> {
  if (!isTold) return;
  const acts = await unseenOutcomes(sql, session, userName());
  for (const act of acts) warn(`${printable(session.session)}: ${actWords(act)}`);
  if (isRead)
    await markSeen(
      sql,
      acts.map(({ id }) => id),
    );
}

/** Whether a session of this machine's name is on another, silent one; refuses where that one lives. */
async function isOfOther(database: FleetDatabase, machine: string): Promise<boolean> {
  const at = environmentHere();
  const { sql } = database;
  const own = { machine, instance: instanceIn(join(at.stateDir, 'work')) };
  if (!(await isNameTaken(own, sql))) return false;
  const heartbeatMs = await heartbeatOf(database);
  if (await isOtherAlive({ ...own, heartbeatMs }, sql)) throw nameTaken(at, own);
  return true;
}

/** The name of the session's folder here. */
function folderHere(flags: PlaceFlags): string | undefined {
  try {
    return findExisting(flags).folder.folder;
  } catch {
    return undefined;
  }
}
