/** The slips in a signal that have one unambiguous repair, in the words of rows and messages. */
export const SLIPS = [
  'UTF-16',
  'code fence',
  'here-document word',
  'comment',
  'trailing comma',
  'line break in a string',
  'backslash in a string',
  'text in another type',
  'text around the object',
  'the object twice',
  'other quotes',
  'list around the object',
  'object around the object',
  'key in another spelling',
  'value in another spelling',
] as const;
export type Slip = (typeof SLIPS)[number];

/** Slips that concern the decision: a signal with one of these passes no gate and ends no session. */
const LOOSE: readonly Slip[] = SLIPS.slice(SLIPS.indexOf('text around the object'));

export function isLoose(slips: readonly Slip[]): boolean {
  return slips.some((slip) => LOOSE.includes(slip));
}
