import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../../adapters/config/load-config.ts';
import { namedHere } from '../../../adapters/config/named-config.ts';
import { openSpendBook } from '../../../adapters/spend/spend-book.ts';
import type { SpendBook } from '../../../app/ports/books.ts';
import type { SessionReader } from '../../../app/ports/session/store.ts';
import { spentBy } from '../../../app/run/cost-caps.ts';
import {
  type CapSettings,
  capsOf,
  type CostCap,
  reachedCap,
} from '../../../domain/provider/cost/caps.ts';

interface Opened {
  readonly config: CapSettings;
  readonly spending: SpendBook;
}

/** Reads the limit of cost that a run which starts here would have reached. */
export function capReader(
  named: string | undefined,
): (store: SessionReader, now: number) => CostCap | undefined {
  let opened: { readonly of: Opened | undefined } | undefined;
  return (store, now) => {
    try {
      opened ??= { of: open(named) };
      if (opened.of === undefined) return undefined;
      const { config, spending } = opened.of;
      const spent = spentBy({ store, spending, now: new Date(now), runUsd: 0 });
      return reachedCap(capsOf(config, spent));
    } catch {
      return undefined; // A run reports problems of the settings.
    }
  };
}

/** Undefined where nothing was ever spent. */
function open(named: string | undefined): Opened | undefined {
  const at = namedHere(named);
  const { stateDir } = at;
  if (!existsSync(join(stateDir, 'spend'))) return undefined;
  const { config } = loadConfig({ ...at, flags: {}, checkExecutable: false });
  const spending = openSpendBook({ stateDir, account: () => '', warn: () => undefined });
  return { config, spending };
}
