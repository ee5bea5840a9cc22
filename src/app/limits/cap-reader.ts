import {
  type CapSettings,
  capsOf,
  type CostCap,
  reachedCap,
} from '../../domain/provider/cost/caps.ts';
import type { SpendBook } from '../ports/books.ts';
import type { SessionReader } from '../ports/session/store.ts';
import { spentBy } from '../run/cost-caps.ts';

/** The limits of a project, and the costs that count against them. */
export interface CapSources {
  readonly config: CapSettings;
  readonly spending: Pick<SpendBook, 'spentOn'>;
}

/**
 * Reads the limit of cost that a run of a session which starts now would have reached. `open`, at the first use:
 * undefined where nothing was ever spent.
 */
export function capReader(
  open: () => CapSources | undefined,
): (store: SessionReader, now: number) => CostCap | undefined {
  let opened: { readonly of: CapSources | undefined } | undefined;
  return (store, now) => {
    try {
      opened ??= { of: open() };
      if (opened.of === undefined) return undefined;
      const { config, spending } = opened.of;
      const spent = spentBy({ store, spending, now: new Date(now), runUsd: 0 });
      return reachedCap(capsOf(config, spent));
    } catch {
      return undefined; // A run reports problems of the settings.
    }
  };
}
