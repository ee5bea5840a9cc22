import type { Gift } from '../session/ledger.ts';

/** Characters of notes that a prompt shows in sum; a note from the phone has at most 60,000 bytes. */
export const NOTES_LIMIT = 250_000;
/** The same for notes that may be an agent's. */
export const UNVERIFIED_LIMIT = 65_000;

/** The newest notes that have room within `limit` characters, and how many others there are. */
export function newestNotes(
  gifts: readonly Gift[],
  limit: number,
): { readonly shown: ReadonlySet<Gift>; readonly left: number } {
  const noted = gifts.filter(({ note }) => note !== undefined);
  const shown = new Set<Gift>();
  let room = limit;
  for (const gift of noted.toReversed()) {
    room -= gift.note?.length ?? 0;
    if (room < 0) break;
    shown.add(gift);
  }
  return { shown, left: noted.length - shown.size };
}
