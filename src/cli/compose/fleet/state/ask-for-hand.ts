import { join } from 'node:path';
import { systemClock } from '../../../../adapters/clock.ts';
import { here } from '../../../../adapters/config/environment.ts';
import type { FleetSettings } from '../../../../adapters/config/fleet-settings.ts';
import type { FleetDatabase } from '../../../../adapters/fleet/database/database.ts';
import { OtherVersion } from '../../../../adapters/fleet/database/schema-version.ts';
import { openHandFleet } from '../../../../adapters/fleet/hand-run.ts';
import { instanceIn } from '../../../../adapters/work/instance.ts';
import { ANSWER_MS, askByHand } from '../../../../app/fleet/run/ask-by-hand.ts';
import { openRunByHand } from '../../../../app/fleet/run/by-hand.ts';
import type { FleetRun } from '../../../../app/ports/fleet/fleet-run.ts';
import type { SessionReader } from '../../../../app/ports/session/store.ts';
import type { Place, PlaceFlags } from '../../place/place.ts';
import { nameInQueue } from '../../queue/add.ts';
import { anyFleetDatabase } from '../open-fleet.ts';
import { nameTaken } from '../own-name.ts';
import { openTravel } from './travel.ts';

/** A session that a person runs by hand, as the fleet answered; disposing closes the database. */
export interface HandSession extends AsyncDisposable {
  /** Undefined: the run is none of the fleet. */
  readonly openRun: (
    place: Place,
    of: {
      readonly run: string;
      readonly store: Pick<SessionReader, 'folder' | 'state' | 'ledger'>;
      readonly warn: (text: string) => void;
    },
  ) => Promise<FleetRun | undefined>;
}

export type HandFlags = Pick<PlaceFlags, 'new'>;

/** Asks the fleet for the session (`askByHand`). */
export async function askForHand(
  settings: FleetSettings,
  place: Place,
  { warn, new: isNew }: HandFlags & { readonly warn: (text: string) => void },
): Promise<HandSession> {
  const { machine } = settings;
  const own = { machine, instance: instanceIn(join(place.stateDir, 'work')) };
  const config = place.config.configPath;
  let database: FleetDatabase | undefined;
  const close = async (): Promise<void> => {
    await database?.[Symbol.asyncDispose]();
  };
  try {
    const known = await askByHand({
      ...{ machine, session: place.session, clock: systemClock, warn },
      sought: {
        ...{ config, folder: place.folder.folder, isNamed: !place.folder.exists },
        session: isNew === true ? null : nameInQueue(place),
      },
      open: async () => {
        database = await anyFleetDatabase(settings, ANSWER_MS);
        return openHandFleet(database, own);
      },
      isOtherVersion: (error) => error instanceof OtherVersion,
      nameTaken: () => nameTaken(here(), own),
    });
    const fleet = database && openHandFleet(database, own);
    return {
      openRun: (at, { run, store, warn: warnOfRun }) =>
        openRunByHand({
          ...{ known, fleet, store, clock: systemClock, warn: warnOfRun },
          run: { config, session: known?.name ?? at.session, run },
          states: openTravel(at, { machine, run, branch: store.state().branch?.name }),
        }),
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
