import type { WindowUse } from './window-use.ts';

/** The account's usage windows, as its CLI tells them when it is asked; or why it does not. */
export type UsageAnswer = { readonly windows: readonly WindowUse[] } | { readonly why: string };

/** How a CLI is asked for them without a turn of the model. */
export interface UsageQuery {
  /** With the settings among the extra arguments of an attempt. */
  readonly args: (extraArgs: readonly string[]) => readonly string[];
  /** For its stdin, which stays open: at its end the CLI leaves the question unanswered. */
  readonly input: string;
  /** Each line of an answer contains one of these. */
  readonly marks: readonly string[];
  /** Undefined for a line that answers nothing. Never throws. */
  readonly read: (line: string) => UsageAnswer | undefined;
}

/** Asks the CLI; takes some seconds at most and never rejects. */
export type AskUsage = () => Promise<UsageAnswer>;
