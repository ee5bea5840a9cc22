import { foreseeMaterials } from '../../../adapters/session/artefacts/materials.ts';
import { openStore } from '../../../adapters/session/session-store.ts';
import { openSpendBook } from '../../../adapters/spend/spend-book.ts';
import type { SpendBook } from '../../../app/ports/books.ts';
import type { SessionStore } from '../../../app/ports/session/store.ts';
import type { MaterialTexts } from '../../../domain/session/materials.ts';
import type { Place } from '../place/place.ts';

/**
 * The store of a session that may not exist yet; a dry run uses it. First-run material is kept in
 * memory.
 */
export function openRehearsal(place: Place, warn: (text: string) => void): SessionStore {
  const store = openStore(place.folder, warn);
  let kept: MaterialTexts = {};
  return {
    ...store,
    keepMaterials: (texts) => {
      kept = texts;
    },
    materials: () => foreseeMaterials(store.path, kept),
  };
}

/** The store of a session, for a first look before any write or output. */
export function openSilently({ folder }: Place): SessionStore {
  return openStore(folder, () => undefined);
}

/** What this user's runs have spent, for reading alone. */
export function readSpending(
  { stateDir }: Pick<Place, 'stateDir'>,
  warn: (text: string) => void = () => undefined,
): Pick<SpendBook, 'spentOn'> {
  return openSpendBook({ stateDir, account: () => '', warn });
}
