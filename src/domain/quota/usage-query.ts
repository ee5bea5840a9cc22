import type { CliQuery, NoAnswer } from '../provider/cli-query.ts';
import type { WindowUse } from './window-use.ts';

/** The account's usage windows, as its CLI tells them when it is asked. */
export interface UsageAnswer {
  readonly windows: readonly WindowUse[];
}

/** How a CLI is asked for them. */
export type UsageQuery = CliQuery<UsageAnswer>;

/** Asks the CLI; takes some seconds at most and never rejects. */
export type AskUsage = () => Promise<UsageAnswer | NoAnswer>;
