/** A known cost, and the part of it that was computed from tokens. */
interface KnownCost {
  readonly costUsd: number;
  readonly pricedUsd?: number | null | undefined;
  readonly pricesOf?: string | null | undefined;
}

/** A known cost for people: `$1.20`, `$1.20 by the prices of 2026-05-13`, or how much of it is by them. */
export function costWords({ costUsd, pricedUsd, pricesOf }: KnownCost): string {
  const total = `$${costUsd.toFixed(2)}`;
  if (!pricedUsd) return total;
  const part = pricedUsd < costUsd ? `, $${pricedUsd.toFixed(2)} of it` : '';
  return `${total}${part} by the prices of ${pricesOf ?? 'an unknown day'}`;
}

/** The same for a cell of a table: `≈` marks one that was computed, at least partly. */
export function costCell(costUsd: number, pricedUsd: number | null | undefined): string {
  return `${pricedUsd ? '≈' : ''}$${costUsd.toFixed(2)}`;
}

/** The cost of a session so far: no amount is known of tokens without one. */
export function spentWords(spent: KnownCost & { readonly tokens: number }): string {
  return spent.costUsd === 0 && spent.tokens > 0 ? 'cost unknown' : costWords(spent);
}
