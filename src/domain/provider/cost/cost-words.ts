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

/** The cost of a session so far: nothing is known of what no CLI told. */
export function spentWords(spent: KnownCost): string {
  return spent.costUsd === 0 ? 'cost unknown' : costWords(spent);
}
