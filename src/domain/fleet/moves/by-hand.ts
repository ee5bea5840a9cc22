import { type NamedSession, sessionCommand } from '../../session/session-command.ts';
import { printable } from '../../text/printable.ts';
import { joinShellWords } from '../../text/shell-words.ts';
import { UserError } from '../../text/user-error.ts';

/** A session that a person is about to run, as the fleet knows it. */
export interface KnownByHand {
  readonly session: string;
  /** The machine that has its files. */
  readonly home: string | null;
  readonly state: string | null;
  /** That machine has yet to take them. */
  readonly needsTake: boolean;
  readonly isInLine: boolean;
  /** Another machine that has the name of this one. */
  readonly other: 'alive' | 'silent' | null;
}

/** A session that a person may run here. */
export interface RunByHand {
  readonly isOfFleet: boolean;
  /** The name under which the fleet has it. */
  readonly name: string;
}

interface Here {
  readonly machine: string;
  readonly config: string;
  readonly session: string;
  readonly nameTaken: () => UserError;
}

/** Throws a UserError where a person may not run the session on this machine. */
export function mayRunByHand(one: KnownByHand | undefined, here: Here): RunByHand {
  const { config, session } = here;
  const name = printable(session);
  const isOwn = one?.home === here.machine;
  if (isOwn && one.other === 'alive') throw here.nameTaken();
  const isHere = isOwn && one.other === null;
  if (one === undefined || (one.home === null && !one.isInLine)) {
    return { isOfFleet: false, name: session };
  }
  const queued = { config, session: one.session };
  if (one.home === null) {
    const remove = joinShellWords(['samocode', 'queue', 'remove', one.session, '--config', config]);
    throw new UserError(`${name} is in line, and no machine has begun it`, {
      hint: `samocode work begins it; to run it by hand instead, first: ${printable(remove)}`,
      exitCode: 6,
    });
  }
  if (!isHere && one.state !== 'done') {
    throw notHere(queued, `${printable(one.home)} has ${name}`);
  }
  if (isHere && one.needsTake) {
    throw notHere(queued, `the newest files of ${name} are not on this machine`);
  }
  return { isOfFleet: isHere, name: one.session };
}

function notHere(queued: NamedSession, why: string): UserError {
  return new UserError(why, {
    hint: `to bring it here: ${printable(sessionCommand(queued, { words: ['take'] }))}`,
    exitCode: 6,
  });
}
