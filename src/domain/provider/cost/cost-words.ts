import { tokensText } from '../../text/numbers.ts';

/** A known cost, and the part of it that was computed from tokens. */
interface KnownCost {
  readonly costUsd: number;
  readonly pricedUsd?: number | null | undefined;
  readonly pricesOf?: string | null | undefined;
}

/** US dollars; a small amount has more digits, so that it is not shown as nothing. */
export function usdText(usd: number): string {
  if (usd > 0 && usd < 0.0001) return '<$0.0001';
  return `$${usd.toFixed(usd > 0 && usd < 0.01 ? 4 : 2)}`;
}

/** A known cost for people: `$1.20`, `$1.20 by the prices of 2026-05-13`, or how much of it is by them. */
export function costWords({ costUsd, pricedUsd, pricesOf }: KnownCost): string {
  const total = usdText(costUsd);
  if (!pricedUsd) return total;
  const part = pricedUsd < costUsd ? `, ${usdText(pricedUsd)} of it` : '';
  return `${total}${part} by the prices of ${pricesOf ?? 'an unknown day'}`;
}

/** The same for a cell of a table: `≈` marks one that was computed, at least partly. */
export function costCell(costUsd: number, pricedUsd: number | null | undefined): string {
  return `${pricedUsd ? '≈' : ''}${usdText(costUsd)}`;
}

/** A value that no CLI told; not the same as zero, but a sum of nothing is one that none told. */
export const UNKNOWN = 'unknown';

/** The cost of a session, or a part of it: null or nothing is what no CLI told. */
export function spentWords(spent: Spent): string {
  return isTold(spent.costUsd) ? costWords({ ...spent, costUsd: spent.costUsd }) : UNKNOWN;
}

/** The same for a cell of a table. */
export function spentCell({ costUsd, pricedUsd }: Spent): string {
  return isTold(costUsd) ? costCell(costUsd, pricedUsd) : UNKNOWN;
}

/** The tokens of a session, or a part of it, with the unit. */
export function tokensSpent(tokens: number | null): string {
  return isTold(tokens) ? `${tokensText(tokens)} tokens` : `tokens ${UNKNOWN}`;
}

type Spent = Omit<KnownCost, 'costUsd'> & { readonly costUsd: number | null };

/** Whether a CLI told a cost or tokens: some tell zero where they do not know. */
export function isTold(value: number | null | undefined): value is number {
  return value !== null && value !== undefined && value !== 0;
}
