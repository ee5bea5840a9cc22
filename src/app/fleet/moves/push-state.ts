import type { Told } from '../../../domain/fleet/told.ts';
import type { StatePushed, StateTravel } from '../../ports/fleet/state-travel.ts';
import type { Stops } from '../../ports/repository.ts';
import type { Leases } from '../../ports/session/lease.ts';
import type { SessionStore } from '../../ports/session/store.ts';
import type { Writer } from '../../ports/session/writer.ts';
import type { View } from '../../session/look.ts';
import { newsOf } from '../carry.ts';

/** A session of this machine that no run works on. */
export interface LocalSession {
  readonly store: SessionStore;
  readonly leases: Leases;
  readonly writer: Writer;
  /** The states of it that this process pushes; undefined: the project is no git repository. */
  readonly travel: (run: string) => Pick<StateTravel, 'push'> | undefined;
}

/** Pushes the state of a session that this process holds. */
export async function pushState(
  { travel, store }: Pick<LocalSession, 'travel' | 'store'>,
  { iteration, phase, ledger: { rows } }: View,
  { run, stops }: { readonly run: string; readonly stops: Stops },
): Promise<StatePushed> {
  const opened = travel(run);
  if (opened === undefined) return { kind: 'unmovable', why: 'the project is no git repository' };
  const base = store.state().branch?.base;
  return await opened.push({ iteration, phase, base, rows }, stops);
}

/** The news of a session after that. */
export function toldPushed(
  store: SessionStore,
  view: View,
  { commit, ...named }: Pick<Told, 'config' | 'session' | 'run'> & { readonly commit: string },
): Told {
  return {
    ...({ v: 1, ...named, folder: store.folder } as const),
    ...newsOf(store, view),
    ...{ pushed: { iteration: view.iteration, commit }, unmovable: null },
  };
}
