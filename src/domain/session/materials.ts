/** First-run material as it is given. */
export interface MaterialTexts {
  readonly dive?: string;
  readonly task?: string;
}

/** What material that is given now means for a session. */
export type MaterialReading =
  /** The session keeps each of these texts already. */
  | { readonly kind: 'same' }
  /** These are new, and the first agent will read them. */
  | { readonly kind: 'new'; readonly texts: MaterialTexts }
  /** The session keeps another text. */
  | { readonly kind: 'other'; readonly name: keyof MaterialTexts; readonly kept: string }
  /** The session keeps no such text, and its first agent has been: no agent would read it. */
  | { readonly kind: 'late'; readonly name: keyof MaterialTexts };

const NAMES = ['task', 'dive'] as const;

/**
 * Compares material that is given with the texts that a session keeps. `canAdd`: the first agent of the
 * session is still to come. Line ends and blanks around a text make no difference.
 */
export function readMaterials(
  given: MaterialTexts,
  kept: MaterialTexts,
  canAdd: boolean,
): MaterialReading {
  const fresh = NAMES.filter((name) => given[name] !== undefined && kept[name] === undefined);
  for (const name of NAMES) {
    const [text, before] = [given[name], kept[name]];
    if (text !== undefined && before !== undefined && bare(text) !== bare(before))
      return { kind: 'other', name, kept: before };
  }
  const [first] = fresh;
  if (first === undefined) return { kind: 'same' };
  if (!canAdd) return { kind: 'late', name: first };
  return { kind: 'new', texts: Object.fromEntries(fresh.map((name) => [name, given[name]])) };
}

/** A file and an argument of the same text differ in these. */
function bare(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}
