import type { CostKey } from '../../domain/provider/cost/cost-line.ts';
import type { CostGroup, CostSums } from '../../domain/provider/cost/cost-sums.ts';
import { usdText } from '../../domain/provider/cost/cost-words.ts';
import { countText, tokensText } from '../../domain/text/numbers.ts';
import { printable } from '../../domain/text/printable.ts';
import { tableLines } from './reading/table.ts';

type Cells = readonly [string, ...string[]];

/** A table of the groups and their sum. */
export function costLines(
  by: CostKey,
  { groups, total, pricesOf }: CostSums & { readonly pricesOf: string },
): string {
  if (groups.length === 0) return 'no attempt is recorded\n';
  const head: Cells = [by, 'attempts', 'input', 'cached', 'output', 'cost', 'unknown'];
  const rows = [head, ...groups.map(cellsOf), cellsOf({ name: 'total', ...total })];
  const lines = tableLines(rows, (column) => column > 0);
  return [...lines, ...notes(total, pricesOf)].map((text) => `${text}\n`).join('');
}

function cellsOf({ name, ...sum }: CostGroup): Cells {
  const tokens = [sum.inputTokens, sum.cachedInputTokens, sum.outputTokens].map(tokensText);
  const cost = sum.costUnknown === sum.attempts ? '' : usdText(sum.costUsd);
  const unknown = sum.costUnknown === 0 ? '' : String(sum.costUnknown);
  return [printable(name ?? 'unknown'), countText(sum.attempts), ...tokens, cost, unknown];
}

function notes({ costUnknown, pricedUsd }: CostSums['total'], pricesOf: string): readonly string[] {
  return [
    ...(pricedUsd > 0
      ? [`${usdText(pricedUsd)} of it is computed from tokens and the prices of ${pricesOf}`]
      : []),
    ...(costUnknown > 0
      ? [`attempts without a known cost, which no sum contains: ${costUnknown}`]
      : []),
  ];
}
