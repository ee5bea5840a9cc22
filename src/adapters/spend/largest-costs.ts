import { join } from 'node:path';
import { readCostLine } from '../../domain/provider/cost/cost-line.ts';
import type { PriceTable } from '../../domain/provider/cost/prices.ts';
import { dayFiles, linesIn } from './read-book.ts';

/** So many of the newest days are read: a spawn does not wait for a book of years. */
const NEWEST_DAYS = 7;

/** The largest known cost of an attempt by phase, in US dollars. */
export function largestCosts(stateDir: string, prices: PriceTable): ReadonlyMap<string, number> {
  const folder = join(stateDir, 'spend');
  const largest = new Map<string, number>();
  for (const name of dayFiles(folder).slice(-NEWEST_DAYS)) {
    linesIn(join(folder, name), (text) => {
      const { phase, cost } = readCostLine(text, prices) ?? {};
      if (phase === undefined || cost === undefined || cost.usd === 0) return;
      largest.set(phase, Math.max(cost.usd, largest.get(phase) ?? 0));
    });
  }
  return largest;
}
