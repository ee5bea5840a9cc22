import { loadPrices } from '../../../adapters/config/files/prices.ts';
import { PRICES, type PriceTable } from '../../../domain/provider/cost/prices.ts';
import type { Place } from '../place/place.ts';

/** The prices for a run; a person's own file is read, and may have a fault, only where Codex may work. */
export function pricesOf(place: Place): PriceTable {
  const { provider, other } = place.config;
  return provider === 'codex' || other?.provider === 'codex' ? loadPrices(place) : PRICES;
}
