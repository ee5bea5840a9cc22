const TICKED = /^(\s*(?:>\s*)*[-*+]\s+)\[[xX✓✔]\](?=\s+\S)/;

/** The option of a list whose box alone is ticked, as in `- [x] a) Password`. */
export function tickedOption(details: string): string | undefined {
  const ticked = details.split(/\r?\n/).filter((line) => TICKED.test(line));
  return ticked.length === 1 ? ticked[0]?.replace(TICKED, '').trim() : undefined;
}

/** The text with no box ticked. */
export function unticked(text: string): string {
  return text.replace(new RegExp(TICKED, 'gm'), '$1[ ]');
}
