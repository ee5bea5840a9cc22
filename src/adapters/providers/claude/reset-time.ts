import { timeBehind } from '../said-time.ts';

/** "resets 8:12am (UTC)", "will reset at 3pm", "resets Nov 25, 7am (Europe/Paris)", "resets in 2h 30m". */
const RESETS = /\b(?:resets?|try again|available again)[\s:]+/gi;
/** "usage limit reached|1790164200", as old versions said it. */
const REACHED = /\blimit reached\|/gi;

/**
 * The reset that an error text names, in epoch milliseconds; a time without a zone is local time.
 * Undefined when it names none or an unknown zone.
 */
export function resetTime(text: string, now: number): number | undefined {
  return timeBehind(REACHED, text, now) ?? timeBehind(RESETS, text, now);
}
