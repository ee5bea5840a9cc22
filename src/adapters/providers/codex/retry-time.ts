import { timeBehind } from '../said-time.ts';

/** "try again at 7:43 AM", "try again at Nov 23rd, 2026 7:43 AM", "try again in 3 days 4 hours 5 minutes". */
const AGAIN = /\b(?:(?:try|available) again|resets?)[\s:]+/gi;

/**
 * When the text says to try again, in epoch milliseconds; clock times without a zone are read in the local one,
 * as the CLI writes them. Undefined when it does not say ("try again later").
 */
export function retryTime(text: string, now: number): number | undefined {
  return timeBehind(AGAIN, text, now);
}
