/** The one form of token counts for people: `950`, `12.3k`, `2.5M`. */
export function tokensText(tokens: number): string {
  if (tokens < 1000) return String(tokens);
  // Past 999.9 thousand a rounded number would say 1000.0.
  const [size, unit] = tokens < 999_950 ? [1000, 'k'] : [1_000_000, 'M'];
  return `${(tokens / size).toFixed(1)}${unit}`;
}

/** Any other count; not by the machine's language, so that it is the same wherever it is made: `1,234`. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
