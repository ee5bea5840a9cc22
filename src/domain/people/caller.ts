/** A process in the line that led to ours: ourselves, an ancestor, or the leader of one's session. */
export interface Calling {
  /** The program's short name; untrusted text. */
  readonly command: string;
  /** Its environment at its start; undefined where it cannot be read. */
  readonly environment: Readonly<Record<string, string>> | undefined;
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
}

/** A run of samocode whose agent called us, directly or over other processes. */
export interface RunAbove {
  readonly run: string;
  /**
   * The first process of the run among our ancestors: one that samocode started itself, if there is
   * one.
   */
  readonly first: Calling;
}

/** The runs whose mark is in the line of callers, each once. */
export function runsAbove(line: readonly Calling[], markName: string): readonly RunAbove[] {
  const runs = new Map<string, Calling>();
  for (const calling of line) {
    const run = calling.environment?.[markName];
    if (run === undefined || run === '') continue;
    const known = runs.get(run);
    if (known === undefined || calling.startedAtMs < known.startedAtMs) runs.set(run, calling);
  }
  return [...runs].map(([run, first]) => ({ run, first }));
}

/** The variables that the tools of a CLI see in a person's own session. */
const CLIS = [
  ['Claude Code', ['CLAUDECODE', 'CLAUDE_CODE_SESSION_ID']],
  ['Codex', ['CODEX_THREAD_ID', 'CODEX_SESSION_ID', 'CODEX_SANDBOX', 'CODEX_CI']],
  ['an agent', ['AI_AGENT']],
] as const satisfies readonly (readonly [string, readonly string[]])[];

const SHORT = 40;

/** Who called, for the row of an act: a person's own agent session, a terminal, or the program above. */
export function callerName(line: readonly Calling[], hasTerminal: boolean): string {
  const cli = CLIS.find(([, names]) =>
    line.some(({ environment }) => names.some((name) => (environment?.[name] ?? '') !== '')),
  );
  if (cli !== undefined) return `${cli[0]} session`;
  const above = line[1]?.command.slice(0, SHORT) ?? '';
  if (hasTerminal) return 'terminal';
  return above === '' ? 'no terminal, caller unknown' : `no terminal, called by ${above}`;
}
