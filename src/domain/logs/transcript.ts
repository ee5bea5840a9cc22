import type { Usage } from '../provider/agent-event.ts';

/** One item of an agent's log, in the same shape for every CLI; `logs --json` has these fields. */
export type TranscriptItem = TranscriptPart & {
  /** Epoch milliseconds, where the CLI told. */
  readonly at?: number;
  /** A sub-agent's, not the agent's own. */
  readonly nested?: true;
};

export type TranscriptPart =
  | {
      readonly kind: 'started';
      /** The CLI's own name for its conversation. */
      readonly agentSession?: string;
      readonly model?: string;
      readonly cliVersion?: string;
      readonly billing?: string;
      readonly permissionMode?: string;
    }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'thinking'; readonly text: string }
  /** A tool is called; `id` is the outcome's, too. */
  | {
      readonly kind: 'call';
      readonly id?: string;
      readonly tool: string;
      readonly argument: string;
    }
  | {
      readonly kind: 'outcome';
      readonly id?: string;
      readonly ok: boolean;
      readonly text: string;
    }
  | { readonly kind: 'todos'; readonly todos: readonly Todo[] }
  | { readonly kind: 'retrying'; readonly text: string }
  | {
      readonly kind: 'limit';
      readonly text: string;
      readonly until?: number;
      readonly model?: string;
    }
  | { readonly kind: 'denied'; readonly text: string }
  | { readonly kind: 'error'; readonly text: string }
  /** Something the CLI did by itself: compacted, fell back, ran a task in the background. */
  | { readonly kind: 'note'; readonly text: string }
  | {
      readonly kind: 'result';
      readonly ok: boolean;
      readonly text: string;
      readonly turns?: number;
      readonly durationMs?: number;
      readonly costUsd?: number;
      readonly usage?: Usage;
    }
  /** A line that is not an event, such as the output of a program. */
  | { readonly kind: 'plain'; readonly text: string }
  /** An event that samocode does not interpret; `what` names it. */
  | { readonly kind: 'unknown'; readonly what: string };

export interface Todo {
  readonly text: string;
  readonly state: 'open' | 'doing' | 'done';
}
