import { rangeKey, rangeOf } from '../../domain/report/entries/reported-iteration.ts';
import type { Changes } from '../../domain/report/report.ts';
import type { MorningSources } from './morning-sources.ts';

/** So many questions are put to git at once. */
const AT_ONCE = 4;

/** What each iteration that committed brought, and what all of them together did. */
export async function changesOf({
  history,
  since,
  between,
}: MorningSources): Promise<[ReadonlyMap<string, Changes>, Changes | undefined]> {
  const shown = history.flatMap((told) => {
    if (told.kind !== 'own' || told.row.kind !== 'iteration') return [];
    return since === undefined || (told.at !== undefined && told.at >= since) ? [told.row] : [];
  });
  const ranges = shown.flatMap(({ facts }) => rangeOf(facts) ?? []);
  const known = new Map<string, Changes>();
  const left = [...new Map(ranges.map((range) => [rangeKey(range), range])).values()];
  const ask = async (): Promise<void> => {
    for (let range = left.shift(); range !== undefined; range = left.shift()) {
      const found = await between(range.before, range.after);
      if (found !== undefined) known.set(rangeKey(range), found);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  const [first, last] = [ranges[0], ranges.at(-1)];
  if (first !== undefined && last !== undefined) {
    return [known, await between(first.before, last.after)];
  }
  const isKnown = shown.some(({ facts }) => (facts?.headAfter ?? null) !== null);
  const none = { commits: 0, files: 0, insertions: 0, deletions: 0 };
  return [known, isKnown ? none : undefined];
}
