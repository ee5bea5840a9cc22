import { everyMs } from '../../../../adapters/clock.ts';
import type { Fleet } from '../../../../adapters/fleet/fleet.ts';
import { keepTold } from '../../../../adapters/fleet/session-row.ts';
import { type Unpushed, unpushedHere } from '../../../../adapters/fleet/unpushed.ts';
import { monotonicMs } from '../../../../adapters/monotonic.ts';
import { randomId } from '../../../../adapters/random-id.ts';
import { openPushAgain } from '../../../../app/fleet/machine/push-again.ts';
import { type LeftState, pushLeft } from '../../../../app/fleet/moves/push-left.ts';
import { openTimedLoop } from '../../../../app/fleet/pass-loop.ts';
import { pushHolder } from '../../../../domain/session/push-holder.ts';
import { onceEach } from '../../../once-each.ts';
import { openSession, prepareSession } from '../../people/open-session.ts';
import { localSession } from './local-session.ts';

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
    push: (one) => pushLeft(leftState(fleet, one, use)),
    nowMs: monotonicMs,
    hasEnded: () => stop.signal.aborted,
  });
  // A silent database is told by the duties of the machine.
  const passes = openTimedLoop(() => pass().catch(() => undefined), LOOK_MS, everyMs);
  return {
    end: async () => {
      stop.abort();
      await passes.end();
    },
  };
}

function leftState(
  fleet: Fleet,
  { config, session, folder, version }: Unpushed,
  use: Pick<LeftState, 'stop' | 'warn'>,
): LeftState {
  return {
    ...use,
    run: pushHolder(randomId()),
    name: { config, session },
    keepTold: (told) => keepTold(fleet, told, { version }),
    open: () => {
      const opened = openSession({ config, session: folder }, use.warn);
      const prepare = (): void => {
        prepareSession(opened);
      };
      return { ...localSession(opened, fleet.machine), prepare };
    },
  };
}
