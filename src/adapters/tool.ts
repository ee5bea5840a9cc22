/** Runs a short-lived program such as git to its end (`runTool` in adapters/process). */
export type RunTool = (
  file: string,
  args: readonly string[],
  options: {
    readonly cwd: string;
    readonly timeoutMs: number;
    readonly env: Readonly<Record<string, string>>;
    readonly limitBytes?: number;
    readonly encoding?: 'utf8' | 'latin1';
    readonly stop: AbortSignal;
    readonly graceMs: number;
    readonly kill: AbortSignal;
  },
) => Promise<{ readonly ok: boolean; readonly stdout: string; readonly stderr: string }>;
