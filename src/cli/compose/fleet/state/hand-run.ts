import type { FleetSettings } from '../../../../adapters/config/fleet-settings.ts';
import type { FleetDatabase } from '../../../../adapters/fleet/database/database.ts';
import { beginHandRun, endHandRun } from '../../../../adapters/fleet/hand-run.ts';
import { keepTold } from '../../../../adapters/fleet/session-row.ts';
import type { FleetNews, FleetRun } from '../../../../app/ports/fleet/fleet-run.ts';
import type { SessionReader } from '../../../../app/ports/session/store.ts';
import { errorMessage } from '../../../../domain/text/error-code.ts';
import type { Place } from '../../place/place.ts';
import { fleetDatabase } from '../open-fleet.ts';
import { type HandSession, QUERY_MS } from './ask-for-hand.ts';
import { NO_REPOSITORY } from './run-side.ts';
import { openTravel } from './travel.ts';

/** The fleet of a run by hand: it pushes as under `samocode work`, and tells the database by itself. */
export function openHandFleet(
  { settings, instance, known }: HandSession,
  place: Place,
  of: {
    readonly run: string;
    readonly store: Pick<SessionReader, 'state'>;
    readonly warn: (text: string) => void;
  },
): FleetRun | undefined {
  const { run, store, warn } = of;
  const { machine } = settings;
  const travel = openTravel(place, { machine, run, branch: store.state().branch?.name });
  const last = travel?.lastPushed() ?? null;
  // Where the fleet was not asked, its state on the remote tells.
  const isOfFleet = known?.isOfFleet ?? last !== null;
  if (!isOfFleet) return undefined;
  const name = { config: place.config.configPath, session: known?.name ?? place.session };
  const sending = openSending(settings, warn);
  sending.send((database) => beginHandRun({ machine, instance, database }, { ...name, run }));
  const tell = (news: FleetNews): void => {
    const told = { v: 1, ...name, folder: place.folder.folder, run, ...news } as const;
    sending.send(async (database) => {
      await keepTold({ machine, instance, database }, told, { hasFiles: true });
    });
  };
  return {
    travel: travel ?? NO_REPOSITORY,
    carried: {
      // Where the fleet was not asked, the first push shows whether another machine has the session.
      rows: known === undefined ? undefined : last?.rows,
      ...{ isOpened: last !== null, unmovable: undefined },
    },
    // No claim ends: the next push finds out whether another machine has the session.
    hindrance: () => undefined,
    tell,
    end: async () => {
      sending.send((database) => endHandRun({ machine, instance, database }, { ...name, run }));
      await sending.end();
    },
  };
}

/** Sends one after the other; where the database is silent, that is said once, and the run goes on. */
function openSending(settings: FleetSettings, warn: (text: string) => void) {
  let hasSaid = false;
  let last: Promise<void> = Promise.resolve();
  const once = async (work: (database: FleetDatabase) => Promise<void>): Promise<void> => {
    try {
      await using database = await fleetDatabase(settings, QUERY_MS);
      await work(database);
    } catch (error) {
      if (!hasSaid) warn(`the fleet does not hear of this run: ${errorMessage(error)}`);
      hasSaid = true;
    }
  };
  return {
    send: (work: (database: FleetDatabase) => Promise<void>): void => {
      last = last.then(() => once(work));
    },
    end: (): Promise<void> => last,
  };
}
