import type { RunByHand } from '../../../domain/fleet/moves/by-hand.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HandFleet, HandRun } from '../../ports/fleet/by-hand.ts';
import type { FleetRun, Hindrance } from '../../ports/fleet/fleet-run.ts';
import type { KnownStates } from '../../ports/fleet/state-travel.ts';
import type { SessionReader } from '../../ports/session/store.ts';
import { openRounds, type Rounds } from '../rounds.ts';
import { ANSWER_MS } from './ask-by-hand.ts';
import { carriedBy } from './carried-by.ts';
import { inTime, untilStopped } from './in-time.ts';
import { openSending, type Sending } from './sending.ts';

/** How often a run by hand confirms within one heartbeat of the fleet that it lives. */
const BEATS = 5;
/** The time until the next confirmation, while the heartbeat is not known or the database does not answer. */
const FIRST_BEAT_MS = 2000;
/** How long a run that was asked to stop waits for the database. */
const STOP_MS = 1000;

/** A run that a person starts on a machine of a fleet. */
export interface ByHand {
  /** Undefined: the fleet was not asked. */
  readonly known: RunByHand | undefined;
  /** Undefined: it cannot be reached from this machine. */
  readonly fleet: HandFleet | undefined;
  readonly run: HandRun;
  readonly store: Pick<SessionReader, 'folder' | 'ledger'>;
  /** Undefined: the project is no git repository. */
  readonly states: KnownStates | undefined;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly warn: (text: string) => void;
}

/** The fleet of a run by hand: it pushes as under `samocode work`, and tells the database by itself. */
export async function openRunByHand(of: ByHand): Promise<FleetRun | undefined> {
  const { known, fleet, run, store, states, clock, warn } = of;
  const { travel, carried } = carriedBy(states);
  // Where the fleet was not asked, its state on the remote tells; another machine may begin a session without a row, too.
  const isOfFleet = known?.isOfFleet ?? (carried.isOpened || store.ledger().rows === 0);
  if (!isOfFleet) return undefined;
  const sending = openSending(fleet, warn);
  let lost: Hindrance | undefined;
  const onLost = (found: Hindrance): void => {
    lost = found;
  };
  const beats = beatsOf(of, sending, onLost);
  // Until then another machine may claim a session in line.
  if (known !== undefined) await inTime(clock, beats.first, ANSWER_MS);
  return {
    travel,
    // Where the fleet was not asked, the first push shows whether another machine has the session.
    carried: known === undefined ? { ...carried, rows: undefined } : carried,
    // No claim ends. Where the database is silent, the next push finds out whether another machine has the session.
    hindrance: () => lost,
    tell: (news) => {
      const told = { v: 1, ...run, folder: store.folder, ...news } as const;
      void sending.send((open) => open.keepTold(told));
    },
    end: async (stop) => {
      void beats.end();
      const ended = sending.send((open) => open.end(run));
      await untilStopped(clock, ended, { stop, graceMs: STOP_MS });
    },
  };
}

/** Tells the database again and again that the run lives. */
interface Beats extends Rounds {
  readonly first: Promise<unknown>;
}

function beatsOf(
  { run, clock }: ByHand,
  { send }: Sending,
  onLost: (found: Hindrance) => void,
): Beats {
  const beat = async (): Promise<number> => {
    let everyMs = FIRST_BEAT_MS;
    await send(async (open) => {
      const found = await open.beat(run);
      if (found.kind === 'lost') onLost(found);
      if (found.kind === 'ours') everyMs = found.heartbeatMs / BEATS;
    });
    return everyMs;
  };
  const first = beat();
  return { first, end: openRounds(first, beat, clock).end };
}
