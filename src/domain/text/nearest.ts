/**
 * The candidate that a mistyped word most likely meant, or undefined when none is near: at most one
 * edit in three characters. Letter case does not count; of equals the first wins.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: { readonly candidate: string; readonly edits: number } | undefined;
  for (const candidate of candidates) {
    const edits = editsBetween(word, candidate);
    if (edits < (best?.edits ?? Infinity)) best = { candidate, edits };
  }
  return best?.candidate;
}

/** The edits that turn a word into a candidate; Infinity where they are too many for a slip. */
export function editsBetween(word: string, candidate: string): number {
  const wanted = word.toUpperCase();
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  if (Math.abs(candidate.length - wanted.length) > limit) return Infinity;
  const edits = editDistance(wanted, candidate.toUpperCase());
  return edits <= limit ? edits : Infinity;
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: readonly number[] = [];
  let above: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          at(above, j) + 1,
          at(row, j - 1) + 1,
          at(above, j - 1) + same,
          swapped ? at(before, j - 2) + 1 : Infinity,
        ),
      );
    }
    before = above;
    above = row;
  }
  return at(above, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
