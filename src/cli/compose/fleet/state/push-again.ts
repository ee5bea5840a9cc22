import type { Fleet } from '../../../../adapters/fleet/fleet.ts';
import { keepTold } from '../../../../adapters/fleet/session-row.ts';
import { type Unpushed, unpushedHere } from '../../../../adapters/fleet/unpushed.ts';
import { monotonicMs } from '../../../../adapters/monotonic.ts';
import { randomId } from '../../../../adapters/random-id.ts';
import { openActLoop } from '../../../../app/fleet/carry-out.ts';
import { openPushAgain, type PushedAgain } from '../../../../app/fleet/push-again.ts';
import { takeLeft } from '../../../../app/people/steer.ts';
import { look } from '../../../../app/session/look.ts';
import { pushHolder } from '../../../../domain/session/push-holder.ts';
import { printable } from '../../../../domain/text/printable.ts';
import { onceEach } from '../../../once-each.ts';
import { openSession, prepareSession } from '../../people/open-session.ts';
import { pushHere, toldPushed } from './push-state.ts';

const LOOK_MS = 5000;

/** Pushes the states of sessions that wait here and that the remote did not take, while `samocode work` runs. */
export function pushAgainHere(
  fleet: Fleet,
  warn: (text: string) => void,
): { readonly end: () => Promise<void> } {
  const stop = new AbortController();
  const use = { stop: stop.signal, warn: onceEach(warn) };
  const pass = openPushAgain<Unpushed>({
    unpushed: () => unpushedHere(fleet),
    push: (one) => pushOne(fleet, one, use),
    nowMs: monotonicMs,
    hasEnded: () => stop.signal.aborted,
  });
  // A silent database is told by the duties of the machine.
  const passes = openActLoop(() => pass().catch(() => undefined));
  const timer = setInterval(passes.ring, LOOK_MS);
  return {
    end: async () => {
      clearInterval(timer);
      stop.abort();
      await passes.end();
    },
  };
}

interface Use {
  readonly stop: AbortSignal;
  readonly warn: (text: string) => void;
}

/** Under the session's lease: no run of it begins meanwhile. */
async function pushOne(fleet: Fleet, one: Unpushed, { stop, warn }: Use): Promise<PushedAgain> {
  const run = pushHolder(randomId());
  try {
    const opened = openSession({ config: one.config, session: one.folder }, warn);
    const { store, leases } = opened;
    // The work of a run that died is recorded first, by the next one.
    if (look(store).unrecorded) return 'later';
    prepareSession(opened);
    const lease = leases.acquire(run, false);
    if ('holder' in lease) return 'later';
    try {
      const view = look(store);
      const { machine } = fleet;
      const pushed = await pushHere(opened, view, { machine, run, stops: { stop, kill: stop } });
      if (pushed.kind === 'lost') {
        warn(`another machine has ${printable(one.session)}; its files here are kept as they are`);
      }
      if (pushed.kind !== 'pushed') return pushed.kind === 'lost' ? 'lost' : 'later';
      const { config, session } = one;
      const told = toldPushed(opened, view, { config, session, run, commit: pushed.commit });
      // A person who acted meanwhile has told so, or will: then it is pushed once more.
      return (await keepTold(fleet, told, { version: one.version })) ? 'pushed' : 'later';
    } finally {
      lease.release();
      await takeLeft(opened);
    }
  } catch {
    // Its project cannot be read, its folder is gone, the disk is full: the next run says so.
    return 'later';
  }
}
