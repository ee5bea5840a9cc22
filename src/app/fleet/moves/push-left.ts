import type { Told } from '../../../domain/fleet/told.ts';
import { printable } from '../../../domain/text/printable.ts';
import { takeLeft } from '../../people/steer.ts';
import type { FleetName } from '../../ports/fleet/moves.ts';
import { look } from '../../session/look.ts';
import type { PushedAgain } from '../machine/push-again.ts';
import { type LocalSession, pushState, toldPushed } from './push-state.ts';

/** The session whose state is pushed again, and the fleet that hears of it. */
export interface LeftState {
  /** Throws where it cannot be opened. */
  readonly open: () => LocalSession & { readonly prepare: () => void };
  readonly name: FleetName;
  /** False: a person acted meanwhile. */
  readonly keepTold: (told: Told) => Promise<boolean>;
  /** The name of this process as a holder that pushes. */
  readonly run: string;
  readonly stop: AbortSignal;
  readonly warn: (text: string) => void;
}

/** Pushes the state of a session that waits here and that the remote did not take. Never throws. */
export async function pushLeft(left: LeftState): Promise<PushedAgain> {
  try {
    return await push(left);
  } catch {
    // Its project cannot be read, its folder is gone, the disk is full: the next run says so.
    return 'later';
  }
}

/** Under the session's lease: no run of it begins meanwhile. */
async function push({ open, run, ...of }: LeftState): Promise<PushedAgain> {
  const session = open();
  const { store, leases, prepare } = session;
  // The work of a run that died is recorded first, by the next one.
  if (look(store).unrecorded) return 'later';
  prepare();
  const lease = leases.acquire(run, false);
  if ('holder' in lease) return 'later';
  try {
    return await pushHeld(session, { ...of, run });
  } finally {
    lease.release();
    await takeLeft(session);
  }
}

async function pushHeld(
  session: LocalSession,
  { name, keepTold, run, stop, warn }: Omit<LeftState, 'open'>,
): Promise<PushedAgain> {
  const view = look(session.store);
  const pushed = await pushState(session, view, { run, stops: { stop, kill: stop } });
  if (pushed.kind === 'lost') {
    warn(`another machine has ${printable(name.session)}; its files here are kept as they are`);
    return 'lost';
  }
  if (pushed.kind !== 'pushed') return 'later';
  const told = toldPushed(session.store, view, { ...name, run, commit: pushed.commit });
  // A person who acted meanwhile has told so, or will: then it is pushed once more.
  return (await keepTold(told)) ? 'pushed' : 'later';
}
