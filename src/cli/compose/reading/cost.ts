import { here } from '../../../adapters/config/environment.ts';
import { loadPrices } from '../../../adapters/config/files/prices.ts';
import { readBook } from '../../../adapters/spend/read-book.ts';
import type { CostKey } from '../../../domain/provider/cost/cost-line.ts';
import { type CostSums, openCostSums } from '../../../domain/provider/cost/cost-sums.ts';

/** What all sessions of this user on this machine cost, and the day of the prices in use. */
export interface UserCost extends CostSums {
  readonly pricesOf: string;
}

/** Sums the user's spend book up; writes nothing. */
export function costOfUser(by: CostKey, since: number | undefined): UserCost {
  const at = here();
  const prices = loadPrices(at);
  const { add, sums } = openCostSums(by);
  readBook({ stateDir: at.stateDir, since, prices }, add);
  return { ...sums(), pricesOf: prices.date };
}
