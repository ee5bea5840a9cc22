import type { EarlierNotes, PersonInput } from '../session/ledger.ts';

/** Characters of notes that a prompt shows in sum; a note from Telegram has at most 60,000 bytes. */
export const NOTES_LIMIT = 250_000;
/** The same for notes that may be an agent's. */
export const UNVERIFIED_LIMIT = 65_000;
/** Characters of notes that each prompt repeats until the session is done. */
export const EARLIER_LIMIT = 20_000;

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

/** The earlier notes with those of `inputs`; what an agent may have left takes no room from the others. */
export function withEarlier(earlier: EarlierNotes, inputs: readonly PersonInput[]): EarlierNotes {
  const noted = [...earlier.notes, ...inputs.filter(({ note }) => note !== undefined)];
  const [verified, unverified] = [false, true].map((is) =>
    newestNotes(
      noted.filter((input) => (input.unverified === true) === is),
      EARLIER_LIMIT,
    ),
  );
  const notes = noted.filter(
    (input) => verified?.shown.has(input) === true || unverified?.shown.has(input) === true,
  );
  return { notes, left: earlier.left + noted.length - notes.length };
}
