import type { WindowUse } from '../quota/window-use.ts';

/** Tokens of one attempt, as the provider counted them. */
export interface Usage {
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
}

/** What any agent shows while it runs, whichever CLI it is. */
export type AgentEvent =
  | {
      readonly kind: 'started';
      readonly agentSession?: string;
      readonly model?: string;
      readonly cliVersion?: string;
      /** Who pays, in the CLI's own word (Claude's `apiKeySource`). */
      readonly billing?: string;
      /** The permission mode in force, in the CLI's own word. */
      readonly permissionMode?: string;
    }
  /**
   * The current activity in one line, for display only. `byCli`: text of the CLI itself, or an
   * error that it recovers from; not a sign that the model answers.
   */
  | {
      readonly kind: 'activity';
      readonly text: string;
      readonly byCli?: true;
      /** A tool was called: the conversation is under way. */
      readonly isToolCall?: true;
    }
  /** The CLI is retrying by itself: alive, but stuck. */
  | { readonly kind: 'retrying'; readonly text: string }
  /** A usage window was used up; `until` in epoch milliseconds when the provider named the reset. */
  | { readonly kind: 'limit'; readonly until?: number; readonly model?: string }
  /** How much of the account's usage windows is used. */
  | { readonly kind: 'quota'; readonly windows: readonly WindowUse[] }
  /** The provider's error channel: a code when it has one, an HTTP status when it has one. */
  | {
      readonly kind: 'error';
      readonly code?: string;
      readonly status?: number;
      readonly text: string;
      /** When a window opens again, where the error says so: epoch milliseconds, and from now on. */
      readonly resetsAt?: number;
      readonly resetsInMs?: number;
    }
  /** The CLI continues with part of its set-up missing, or does not know its cost. */
  | { readonly kind: 'warning'; readonly text: string }
  /** The CLI goes on, and could not save output of a tool or a part of its transcript. */
  | { readonly kind: 'lost'; readonly text: string }
  /** A tool call that the CLI refused for want of permission. */
  | { readonly kind: 'denied'; readonly text: string }
  /** The turn is over. There may be several; the last one counts. */
  | {
      readonly kind: 'finished';
      readonly ok: boolean;
      /** Why not, in the provider's own code (`error_max_turns`, `refusal`, …). */
      readonly code?: string;
      readonly status?: number;
      readonly text: string;
      /** As of an error. */
      readonly resetsAt?: number;
      readonly resetsInMs?: number;
      /** Cumulative for the process; absent where the provider does not tell. */
      readonly costUsd?: number;
      /** The CLI has no price for a model that was used: its sum is none. */
      readonly isCostUnknown?: true;
      readonly usage?: Usage;
      /** Turns of the conversation so far, where the CLI counts them. */
      readonly turns?: number;
    };

/** Whether the model itself said or did something, without an error. */
export function isOfModel(event: AgentEvent): boolean {
  return event.kind === 'activity' && event.byCli !== true;
}
