import { here } from '../../../../adapters/config/environment.ts';
import { neededFleet } from '../../../../adapters/config/fleet-settings.ts';
import type { Fleet } from '../../../../adapters/fleet/fleet.ts';
import { releaseSession } from '../../../../adapters/fleet/release.ts';
import { homeOf, keepTold, noteFiles } from '../../../../adapters/fleet/session-row.ts';
import { randomId } from '../../../../adapters/random-id.ts';
import { takeLeft } from '../../../../app/people/steer.ts';
import type { StatePushed } from '../../../../app/ports/fleet/state-travel.ts';
import { NEVER } from '../../../../app/ports/repository.ts';
import type { Holder } from '../../../../app/ports/session/lease.ts';
import { look } from '../../../../app/session/look.ts';
import { isPush, pushHolder } from '../../../../domain/session/push-holder.ts';
import { sessionCommand } from '../../../../domain/session/session-command.ts';
import { printable } from '../../../../domain/text/printable.ts';
import { UserError } from '../../../../domain/text/user-error.ts';
import { heldWords } from '../../../render/holder.ts';
import { type OpenSession, openSession, prepareSession } from '../../people/open-session.ts';
import type { PlaceFlags } from '../../place/place.ts';
import { nameInQueue } from '../../queue/add.ts';
import { holdsOf } from '../../queue/holds.ts';
import { acquireAfterPush } from '../../running/acquire-after-push.ts';
import { needName, openOwnFleet } from '../own-name.ts';
import { pushHere, toldPushed } from '../state/push-state.ts';

interface Released {
  readonly session: string;
  readonly iteration: number;
  /** False: it is done. */
  readonly isInLine: boolean;
}

/** Of a session that was in no queue. */
const PRIORITY = 5;

/** Pushes the state of a session of this machine, and lets any machine go on with it. */
export async function releaseHere(
  flags: PlaceFlags,
  warn: (text: string) => void,
): Promise<Released> {
  const at = here();
  const settings = neededFleet(at);
  const opened = openSession(flags, warn);
  const named = { config: opened.place.config.configPath, session: nameInQueue(opened.place) };
  await using open = await openOwnFleet(at, settings);
  const { fleet } = open;
  await needName(at, fleet);
  prepareSession(opened);
  const run = pushHolder(randomId());
  // No run begins here meanwhile.
  const use = { force: false, ...NEVER, say: warn };
  const lease = await acquireAfterPush(opened.leases, run, use);
  if ('holder' in lease) throw held(lease.holder, named);
  try {
    return await releaseHeld(fleet, opened, { ...named, run });
  } finally {
    lease.release();
    await takeLeft(opened);
  }
}

type Named = Readonly<Record<'config' | 'session' | 'run', string>>;

async function releaseHeld(fleet: Fleet, opened: OpenSession, named: Named): Promise<Released> {
  const { place, store } = opened;
  const { config, session } = named;
  const { sql } = fleet.database;
  const { machine } = fleet;
  const home = await homeOf(sql, named);
  if (home !== undefined && home !== machine) throw elsewhere(home, named);
  const view = look(store);
  const pushed = await pushHere(opened, view, { machine, run: named.run, stops: NEVER });
  if (pushed.kind !== 'pushed') throw notPushed(pushed, session);
  await noteFiles(fleet, named);
  const told = toldPushed(opened, view, { ...named, commit: pushed.commit });
  const isDone = view.standing.kind === 'done';
  const task = { config, session, priority: PRIORITY, holds: holdsOf(place, store) };
  const isOurs = (await keepTold(fleet, told)) && (await releaseSession(fleet, task, { isDone }));
  if (!isOurs) throw elsewhere((await homeOf(sql, named)) ?? 'another machine', named);
  return { session, iteration: view.iteration, isInLine: !isDone };
}

function notPushed(pushed: Exclude<StatePushed, { kind: 'pushed' }>, session: string): UserError {
  if (pushed.kind === 'lost') {
    const kept = pushed.kept ?? 'a ref of this machine';
    return new UserError(`another machine has ${session}; its files here are kept as ${kept}`, {
      hint: 'samocode list --fleet shows where it is',
      exitCode: 6,
    });
  }
  const { why, cure } = pushed;
  return new UserError(`${session} cannot be released: ${printable(why, 600)}`, {
    ...(cure !== undefined && { hint: cure }),
    exitCode: 4,
  });
}

function elsewhere(machine: string, named: Named): UserError {
  return new UserError(`${printable(machine)} has ${named.session}`, {
    hint: `to bring it here: ${sessionCommand(named, { words: ['take'] })}`,
    exitCode: 6,
  });
}

function held(holder: Holder, named: Pick<Named, 'config' | 'session'>): UserError {
  const command = (word: string): string => sessionCommand(named, { words: [word] });
  return new UserError(heldWords(holder, named, Date.now()), {
    hint: isPush(holder)
      ? `then: ${command('release')}`
      : `end it after its iteration: ${command('stop')}`,
    exitCode: 6,
  });
}
