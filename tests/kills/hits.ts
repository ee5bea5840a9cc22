import type { Hit, Step } from './killer.ts';
import { shared } from './share.ts';

/** The files that a decision depends on: hit in every kind of iteration. */
const ESSENTIAL = /^(_signal|_overview|_qa|\.run\/(state|given))/;
const IS_ALL = process.env['KILLS'] === 'all';

/** Chooses where a run is hit; remembers, over all kinds, where runs were hit before. */
export function openHits() {
  const seen = new Set<string>();
  const isNew = (text: string): boolean => !seen.has(text) && seen.add(text).has(text);

  /**
   * Before every step, in the middle of every write, after every spawn, word and the last step. Left out
   * (but with KILLS=all) is what no kill can tell apart: a file that is synced from one that is not, a
   * temporary file that is empty from one that is half written, a log with a line from one with two, and
   * a step on a lease, lock, log or checkpoint between the same two steps as one that was hit before.
   */
  return (steps: readonly Step[], essential = ESSENTIAL): readonly Hit[] => {
    const hits = steps.flatMap((step, at) => {
      const { number, call, place } = step;
      const before: Hit = { at: number, how: 'before' };
      const half: readonly Hit[] = call === 'write' ? [{ at: number, how: 'half' }] : [];
      const isTiming = call === 'spawn' || call === 'tell' || step === steps.at(-1);
      const after: readonly Hit[] = isTiming ? [{ at: number, how: 'after' }] : [];
      if (IS_ALL) return [before, ...half, ...after];
      if (call === 'sync') return [];
      const isEssential = essential.test(place) || (isTiming && essential === ESSENTIAL);
      const key = place.endsWith('.log')
        ? keyOf(step)
        : [-1, 0, 1].map((by) => keyOf(steps[at + by]));
      if (!isNew(String(key)) && !isEssential) return [];
      return [...(call === 'write' && place.endsWith('.tmp') ? [] : [before]), ...half, ...after];
    });
    return shared(hits);
  };
}

/** Without phase and number of a log. */
function keyOf(step: Step | undefined): string {
  return `${step?.call ?? ''} ${step?.place.replace(/<date>-\d+-[a-z]+/, '<log>') ?? ''}`;
}
