import type { Failure } from '../scenario/failures.ts';
import type { ToolCall } from './demo-steps.ts';

/** How a CLI says that it fails: events on stdout, a line on stderr, an exit code. */
export interface Failing {
  readonly events: readonly object[];
  readonly stderr?: string;
  readonly exit: number;
}

/** When a usage window opens again. */
export interface Reset {
  /** Epoch milliseconds; undefined: the CLI does not tell. */
  readonly at: number | undefined;
  readonly now: number;
  /** Claude tells seconds; milliseconds were seen as well. */
  readonly unit: 's' | 'ms';
}

/** A window of which a share is used; `used` null: the CLI tells no number. */
export interface ToldUsage {
  readonly used: number | null;
  readonly status: string;
  readonly window: string;
  /** Epoch milliseconds. */
  readonly resetAt: number;
}

/** How one CLI says things, as recorded in tests/fixtures/transcripts. */
export interface CliOutput {
  begin(): readonly object[];
  /** A tool call and its result; `number` tells it from the others. */
  toolCall(toolCall: ToolCall, number: number): readonly object[];
  /** A tool call that goes on. */
  tool(command: string): readonly object[];
  good(text: string): readonly object[];
  retrying(): readonly object[];
  /** Undefined where this CLI has no such failure. */
  fail(failure: Failure): Failing | undefined;
  limit(reset: Reset): Failing;
  /** Undefined where this CLI does not tell it in its events. */
  usage(told: ToldUsage): readonly object[] | undefined;
}
