import { setTimeout as pause } from 'node:timers/promises';
import type { FleetSettings } from '../../../adapters/config/fleet-settings.ts';
import { outcomeOf, sendAct } from '../../../adapters/fleet/acts.ts';
import { DatabaseSilent } from '../../../adapters/fleet/database-error.ts';
import { findSessions } from '../../../adapters/fleet/find-session.ts';
import { userName } from '../../../adapters/machine/user-name.ts';
import { monotonicMs } from '../../../adapters/monotonic.ts';
import { type ActOutcome, awaitedBy, type FleetAct } from '../../../domain/fleet/act.ts';
import type { FleetSession } from '../../../domain/fleet/session-elsewhere.ts';
import { sessionCommand } from '../../../domain/session/session-command.ts';
import { printable } from '../../../domain/text/printable.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { findExisting, type PlaceFlags } from '../place/place.ts';
import { wantedConfig } from '../queue/queue.ts';
import { refuseAgentsHere } from '../running/caller.ts';
import { fleetDatabase } from './open-fleet.ts';

/** A session whose files another machine has. */
export interface Elsewhere {
  readonly session: FleetSession;
  /** Sends an act to its machine, and waits a while. Undefined: it is still to be done. */
  readonly send: (act: FleetAct) => Promise<ActOutcome | undefined>;
}

/** How long a person waits for another machine. */
const WAIT_MS = 10_000;
const LOOK_MS = 100;

/** Undefined: no other machine has the session. */
export async function lookElsewhere<T>(
  settings: FleetSettings,
  flags: PlaceFlags & { readonly session: string },
  use: (elsewhere: Elsewhere) => Promise<T>,
): Promise<T | undefined> {
  const { session } = flags;
  await using database = await fleetDatabase(settings);
  const { sql } = database;
  let found: readonly FleetSession[];
  try {
    found = await findSessions(sql, { config: wantedConfig(flags.config), session });
  } catch (error) {
    if (error instanceof DatabaseSilent && isHere(flags)) return undefined;
    throw error;
  }
  const others = found.filter(({ machine }) => machine !== null && machine !== settings.machine);
  const [only, second] = others;
  if (only === undefined || others.length < found.length) return undefined;
  if (second !== undefined) {
    throw new UserError(`${session} is a session of several projects of the fleet`, {
      hint: `give one of them: ${others.map(({ config }) => `--config ${config}`).join(', ')}`,
    });
  }
  return await use({
    session: only,
    send: async (act) => {
      refuseAgentsHere();
      refuseUnseen(only, act);
      const id = await sendAct(sql, { ...only, act, token: only.asks, by: userName() });
      const startedMs = monotonicMs();
      for (;;) {
        const outcome = await outcomeOf(sql, id);
        if (outcome !== undefined || monotonicMs() - startedMs > WAIT_MS) return outcome;
        await pause(LOOK_MS);
      }
    },
  });
}

/** An approval or an answer is for what waits now: the machine of the session would take it for whatever comes next. */
function refuseUnseen({ asks, awaiting, ...named }: FleetSession, act: FleetAct): void {
  const awaited = awaitedBy(act);
  if (awaited === undefined || (asks !== null && awaiting === awaited)) return;
  const thing = awaited === 'plan_approval' ? 'no plan waits for approval' : 'nothing is asked';
  throw new UserError(`${printable(named.session)}: ${thing}, as far as the fleet knows`, {
    hint: `for its state: ${sessionCommand(named, { words: ['why'] })}`,
  });
}

function isHere(flags: PlaceFlags): boolean {
  try {
    return findExisting(flags).folder.exists;
  } catch {
    return false;
  }
}
