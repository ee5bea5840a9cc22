import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { FleetDatabase } from '../../../../adapters/fleet/database/database.ts';
import { refuseOtherVersion } from '../../../../adapters/fleet/database/schema-version.ts';
import { beatHandRun, endHandRun } from '../../../../adapters/fleet/hand-run.ts';
import { keepTold } from '../../../../adapters/fleet/session-row.ts';
import type { FleetNews, FleetRun, Hindrance } from '../../../../app/ports/fleet/fleet-run.ts';
import type { SessionReader } from '../../../../app/ports/session/store.ts';
import { errorMessage } from '../../../../domain/text/error-code.ts';
import type { Place } from '../../place/place.ts';
import { ANSWER_MS, type HandSession } from './ask-for-hand.ts';
import { NO_REPOSITORY } from './run-side.ts';
import { openTravel } from './travel.ts';

/** How often a run by hand confirms within one heartbeat of the fleet that it lives. */
const BEATS = 5;
/** The time until the next confirmation, while the heartbeat is not known or the database does not answer. */
const FIRST_BEAT_MS = 2000;
/** How long a run that was asked to stop waits for the database. */
const STOP_MS = 1000;

/** The fleet of a run by hand: it pushes as under `samocode work`, and tells the database by itself. */
export async function openHandFleet(
  { own, database, known }: HandSession,
  place: Place,
  of: {
    readonly run: string;
    readonly store: Pick<SessionReader, 'state' | 'ledger'>;
    readonly warn: (text: string) => void;
  },
): Promise<FleetRun | undefined> {
  const { run, store, warn } = of;
  const { machine } = own;
  const travel = openTravel(place, { machine, run, branch: store.state().branch?.name });
  const last = travel?.lastPushed() ?? null;
  // Where the fleet was not asked, its state on the remote tells; another machine may begin a session without a row, too.
  const isOfFleet = known?.isOfFleet ?? (last !== null || store.ledger().rows === 0);
  if (!isOfFleet) return undefined;
  const name = { config: place.config.configPath, session: known?.name ?? place.session };
  const sending = openSending(database, warn);
  let lost: Hindrance | undefined;
  const beats = openBeats(async () => {
    let everyMs: number | undefined;
    await sending.send(async ({ sql }) => {
      const beat = await beatHandRun(sql, own, { ...name, run });
      if (beat.kind === 'lost') lost = beat;
      if (beat.kind === 'ours') everyMs = beat.heartbeatMs / BEATS;
    });
    return everyMs;
  });
  // Until then another machine may claim a session in line.
  if (known !== undefined) await inTime(beats.first, ANSWER_MS);
  return {
    travel: travel ?? NO_REPOSITORY,
    carried: {
      // Where the fleet was not asked, the first push shows whether another machine has the session.
      rows: known === undefined ? undefined : last?.rows,
      ...{ isOpened: last !== null, unmovable: undefined },
    },
    // No claim ends. Where the database is silent, the next push finds out whether another machine has the session.
    hindrance: () => lost,
    tell: (news: FleetNews): void => {
      const told = { v: 1, ...name, folder: place.folder.folder, run, ...news } as const;
      void sending.send(async (open) => {
        await keepTold({ ...own, database: open }, told, { hasFiles: true });
      });
    },
    end: async (stop) => {
      beats.end();
      const ended = sending.send(({ sql }) => endHandRun(sql, own, { ...name, run }));
      await Promise.race([ended, stopped(stop)]);
    },
  };
}

/** Resolves when it has settled, or the time is over. */
async function inTime(work: Promise<unknown>, ms: number): Promise<void> {
  const over = new AbortController();
  const late = pause(ms, undefined, { signal: over.signal }).catch(() => undefined);
  await Promise.race([work, late]);
  over.abort();
}

/** Resolves STOP_MS after the signal. */
async function stopped(stop: AbortSignal): Promise<void> {
  if (!stop.aborted) await once(stop, 'abort');
  await pause(STOP_MS, undefined, { ref: false });
}

/** Says again and again that the run lives; `beat` resolves to the time until the next one, where that is known. */
function openBeats(beat: () => Promise<number | undefined>) {
  const stop = new AbortController();
  const isOver = (): boolean => stop.signal.aborted;
  const first = beat();
  void (async () => {
    for (let next = first; ; next = beat()) {
      const everyMs = (await next) ?? FIRST_BEAT_MS;
      if (!isOver())
        await pause(everyMs, undefined, { signal: stop.signal }).catch(() => undefined);
      if (isOver()) return;
    }
  })();
  return {
    first,
    end: (): void => {
      stop.abort();
    },
  };
}

/** Sends one after the other; where the database is silent, that is said once, and the run goes on. */
function openSending(database: FleetDatabase | undefined, warn: (text: string) => void) {
  let hasSaid = false;
  let last: Promise<void> = Promise.resolve();
  const sendOne = async (work: (open: FleetDatabase) => Promise<void>): Promise<void> => {
    if (database === undefined) return;
    try {
      // It may have been silent, or brought up to date, since it was asked.
      await refuseOtherVersion(database.sql);
      await work(database);
    } catch (error) {
      if (!hasSaid) warn(`the fleet does not hear of this run: ${errorMessage(error)}`);
      hasSaid = true;
    }
  };
  return {
    send: (work: (open: FleetDatabase) => Promise<void>): Promise<void> => {
      last = last.then(() => sendOne(work));
      return last;
    },
  };
}
