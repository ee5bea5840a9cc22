import type { Row } from '../../session/row.ts';

/** Of all attempts of a row; null: unknown. */
export function tokensOf({
  usage,
}: Extract<Row, { kind: 'iteration' | 'gave-up' }>): number | null {
  return usage === null ? null : usage.inputTokens + usage.outputTokens;
}

/** What a row says, each text once; null: nothing. */
export function joined(...parts: readonly (string | null)[]): string | null {
  const said = [...new Set(parts)].filter((part) => part !== null && part !== '');
  return said.length === 0 ? null : said.join(' · ');
}
