import { CAP_SETTINGS, type CostCap, limitWords } from './caps.ts';
import { usdText } from './cost-words.ts';

/** Why the attempts at work leave nothing of a limit that is not spent. */
export function reservedWords(
  cap: Pick<CostCap, 'of' | 'capUsd' | 'spentUsd'>,
  reservedUsd: number,
): string {
  const { of, spentUsd } = cap;
  return `${usdText(spentUsd)} spent, and ${usdText(reservedUsd)} reserved for attempts at work, of ${limitWords(cap)} (${CAP_SETTINGS[of]})`;
}
