/** How a tool is run. */
export interface ToolOptions {
  readonly cwd: string;
  readonly timeoutMs: number;
  /** The complete environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Its standard input; nothing where it is left out. */
  readonly input?: string | Uint8Array;
  /** The most that it may say; 1 MiB. */
  readonly limitBytes?: number;
  /** How its stdout is read; latin1 keeps every byte. */
  readonly encoding?: 'utf8' | 'latin1';
  /** Aborted: it is ended. */
  readonly stop: AbortSignal;
  /** Ended with SIGTERM, to clean up, and killed so long after; 0: killed at once. */
  readonly graceMs: number;
  /** Aborted: killed at once, without the grace period. */
  readonly kill: AbortSignal;
}

/** The result of a tool; never an exception. */
export interface ToolResult {
  /** Exit code 0, in time, and all of its output is here. */
  readonly ok: boolean;
  /** At most `limitBytes`. */
  readonly stdout: string;
  /** At most `limitBytes`; the reason, when it could not be started, took too long or said too much. */
  readonly stderr: string;
  /** Why we ended it, or why it could not be started; undefined: it ended by itself. */
  readonly problem: string | undefined;
}

/** What runs a short-lived program; `src/adapters/process/run-tool.ts` does. */
export type RunTool = (
  file: string,
  args: readonly string[],
  options: ToolOptions,
) => Promise<ToolResult>;

/** Begins the problem of a program that no folder of PATH has. */
export const NOT_ON_PATH = 'no folder of PATH has ';
