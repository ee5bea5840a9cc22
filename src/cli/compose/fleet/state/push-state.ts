import { newsOf } from '../../../../app/fleet/carry.ts';
import type { StatePushed } from '../../../../app/ports/fleet/state-travel.ts';
import type { Stops } from '../../../../app/ports/repository.ts';
import type { View } from '../../../../app/session/look.ts';
import type { Told } from '../../../../domain/fleet/told.ts';
import type { OpenSession } from '../../people/open-session.ts';
import { openTravel } from './travel.ts';

export interface Pusher {
  readonly machine: string;
  readonly run: string;
  readonly stops: Stops;
}

/** Pushes the state of a session that no run works on. */
export async function pushHere(
  { place, store }: Pick<OpenSession, 'place' | 'store'>,
  { iteration, phase, ledger: { rows } }: View,
  { machine, run, stops }: Pusher,
): Promise<StatePushed> {
  const { branch } = store.state();
  const travel = openTravel(place, { machine, run, branch: branch?.name });
  if (travel === undefined) return { kind: 'unmovable', why: 'the project is no git repository' };
  return await travel.push({ iteration, phase, base: branch?.base, rows }, stops);
}

/** The news of a session after that. */
export function toldPushed(
  { place, store }: Pick<OpenSession, 'place' | 'store'>,
  view: View,
  of: Pick<Told, 'config' | 'session' | 'run'> & { readonly commit: string },
): Told {
  const { config, session, run, commit } = of;
  return {
    ...({ v: 1, config, session, run, folder: place.folder.folder } as const),
    ...newsOf(store, view),
    ...{ pushed: { iteration: view.iteration, commit }, unmovable: null },
  };
}
