import { editsBetween } from './nearest.ts';

const DATE = /^\d\d-\d\d-\d\d-(?=.)/;
/** A shorter beginning would match too many names. */
const SHORTEST_PART = 2;
const AT_MOST = 3;

/**
 * The session names that a person most likely meant, the nearest first, at most three: the same name in
 * another case or with another date, an abbreviation, a part of the name, or a slip of the keyboard.
 */
export function nearestNames(wanted: string, names: readonly string[]): readonly string[] {
  return names
    .map((name) => ({ name, distance: distanceBetween(bare(wanted), bare(name)) }))
    .filter(({ distance }) => distance < Infinity)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, AT_MOST)
    .map(({ name }) => name);
}

/** The name without its date, its case and the signs between its words. */
function bare(name: string): string {
  return name
    .replace(DATE, '')
    .toLowerCase()
    .replace(/[._-]+/g, '-');
}

/** The number of edits; a part of a name comes after the slips. */
function distanceBetween(wanted: string, name: string): number {
  const edits = editsBetween(wanted, name);
  if (edits < Infinity) return edits;
  const [short, long] = wanted.length < name.length ? [wanted, name] : [name, wanted];
  if (short.length < SHORTEST_PART) return Infinity;
  if (long.startsWith(short)) return 100 + long.length;
  return long.includes(`-${short}`) ? 200 + long.length : Infinity;
}
