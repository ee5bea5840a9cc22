/** How much a finding matters: `bad` stops a run, `warn` may cost a night, `ok` is fine. */
export type Level = 'ok' | 'warn' | 'bad';

/** One thing that was looked at. */
export interface Finding {
  /** A stable name, for scripts: `node`, `git`, `claude`, `disk`, … */
  readonly about: string;
  readonly level: Level;
  /** The finding in one line. */
  readonly text: string;
  /** The fix; every finding that is not `ok` has one. */
  readonly cure: string | undefined;
}

export function ok(about: string, text: string): Finding {
  return { about, level: 'ok', text, cure: undefined };
}

export function warn(about: string, text: string, cure: string): Finding {
  return { about, level: 'warn', text, cure };
}

export function bad(about: string, text: string, cure: string): Finding {
  return { about, level: 'bad', text, cure };
}
