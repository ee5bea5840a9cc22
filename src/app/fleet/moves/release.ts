import { isPush } from '../../../domain/session/push-holder.ts';
import { sessionCommand } from '../../../domain/session/session-command.ts';
import { printable } from '../../../domain/text/printable.ts';
import { UserError } from '../../../domain/text/user-error.ts';
import { takeLeft } from '../../people/steer.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FleetName, ReleasingFleet } from '../../ports/fleet/moves.ts';
import type { StatePushed } from '../../ports/fleet/state-travel.ts';
import { NEVER } from '../../ports/repository.ts';
import type { Holder } from '../../ports/session/lease.ts';
import { acquireAfterPush } from '../../session/acquire-after-push.ts';
import { look } from '../../session/look.ts';
import { type LocalSession, pushState, toldPushed } from './push-state.ts';

/** A session that any machine may go on with. */
export interface Released {
  readonly session: string;
  readonly iteration: number;
  /** False: it is done. */
  readonly isInLine: boolean;
}

/** A session of this machine that a person gives up. */
export interface ReleasedSession extends LocalSession {
  readonly name: FleetName;
  /** Names of what no two running sessions may share. */
  readonly holds: () => readonly string[];
}

/** How it is given up. */
export interface ReleaseUse {
  readonly run: string;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly onWait: (holder: Holder, limitMs: number) => void;
  /** Why another process holds it, in words for people. */
  readonly heldWords: (holder: Holder) => string;
}

/** Of a session that was in no queue. */
const PRIORITY = 5;

/** Pushes the state of a session of this machine, and lets any machine go on with it. */
export async function release(
  fleet: ReleasingFleet,
  session: ReleasedSession,
  { run, clock, onWait, heldWords }: ReleaseUse,
): Promise<Released> {
  // No run begins here meanwhile.
  const use = { force: false, ...NEVER, clock, onWait };
  const lease = await acquireAfterPush(session.leases, run, use);
  if ('holder' in lease) throw held(lease.holder, session.name, heldWords);
  try {
    return await releaseHeld(fleet, session, run);
  } finally {
    lease.release();
    await takeLeft(session);
  }
}

async function releaseHeld(
  fleet: ReleasingFleet,
  session: ReleasedSession,
  run: string,
): Promise<Released> {
  const { store, name } = session;
  const home = await fleet.homeOf(name);
  if (home !== undefined && home !== fleet.machine) throw elsewhere(home, name);
  const view = look(store);
  const pushed = await pushState(session, view, { run, stops: NEVER });
  if (pushed.kind !== 'pushed') throw notPushed(pushed, name);
  await fleet.noteFiles(name);
  const told = toldPushed(store, view, { ...name, run, commit: pushed.commit });
  const isDone = view.standing.kind === 'done';
  const task = { ...name, priority: PRIORITY, holds: session.holds() };
  const isOurs = (await fleet.keepTold(told)) && (await fleet.release(task, { isDone }));
  if (!isOurs) throw elsewhere((await fleet.homeOf(name)) ?? 'another machine', name);
  return { session: name.session, iteration: view.iteration, isInLine: !isDone };
}

function notPushed(
  pushed: Exclude<StatePushed, { kind: 'pushed' }>,
  { session }: FleetName,
): UserError {
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

function elsewhere(machine: string, name: FleetName): UserError {
  return new UserError(`${printable(machine)} has ${name.session}`, {
    hint: `to bring it here: ${sessionCommand(name, { words: ['take'] })}`,
    exitCode: 6,
  });
}

function held(holder: Holder, name: FleetName, heldWords: ReleaseUse['heldWords']): UserError {
  const command = (word: string): string => sessionCommand(name, { words: [word] });
  return new UserError(heldWords(holder), {
    hint: isPush(holder)
      ? `then: ${command('release')}`
      : `end it after its iteration: ${command('stop')}`,
    exitCode: 6,
  });
}
