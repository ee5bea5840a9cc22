import type { Usage } from '../agent-event.ts';

/** The CLI's own log of a conversation: it has the tokens of one that was ended before the CLI told them. */
export interface ThreadLog {
  /** Where it may be; undefined for an id of another form. */
  place(thread: string): LogPlace | undefined;
  /** The tokens by its last lines; undefined where they have none. */
  usage(lines: string): Usage | undefined;
}

export interface LogPlace {
  /** Below the CLI's configuration folder. */
  readonly folders: readonly string[];
  /** How the name of the file ends. */
  readonly nameEnd: string;
}
