/** A list item with a box: `- [x] …`, `2. [X] …`. */
const TICKED = /^(\s*(?:[-*+]|\d+[.)])\s+)\[[xX]\]/gm;

/** The plan with each box empty: agents tick boxes as they carry it out, and nothing else of it is theirs. */
export function withoutTicks(plan: string): string {
  return plan.replace(TICKED, '$1[ ]');
}
