import type { PersonInput } from '../session/ledger.ts';

/** Characters of notes that a prompt shows in sum; a note from Telegram has at most 60,000 bytes. */
export const NOTES_LIMIT = 250_000;
/** The same for notes that may be an agent's. */
export const UNVERIFIED_LIMIT = 65_000;

/** The newest notes that have room within `limit` characters, and how many others there are. */
export function newestNotes(
  inputs: readonly PersonInput[],
  limit: number,
): { readonly shown: ReadonlySet<PersonInput>; readonly left: number } {
  const noted = inputs.filter(({ note }) => note !== undefined);
  const shown = new Set<PersonInput>();
  let room = limit;
  for (const input of noted.toReversed()) {
    room -= input.note?.length ?? 0;
    if (room < 0) break;
    shown.add(input);
  }
  return { shown, left: noted.length - shown.size };
}
