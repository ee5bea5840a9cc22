import type { Wrote } from '../session/rows/iteration-row.ts';

/** The changes between two commits of a work tree. */
export interface Changes {
  readonly commits: number;
  readonly files: number;
  readonly insertions: number;
  readonly deletions: number;
}

/** One iteration as the morning report shows it; null means unknown. */
export interface ReportedIteration {
  readonly iteration: number;
  /** The phase in which the agent ran, and the session's phase after it. */
  readonly from: string;
  readonly to: string;
  /** ISO 8601; the start is the end less the time its attempts took. */
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly durationMs: number | null;
  readonly status: string;
  /** The rule that was broken. */
  readonly problem: string | null;
  /** Summary and reason, as the agent and samocode put it. */
  readonly words: string | null;
  /** The provider, or the Python tool. */
  readonly who: string;
  readonly model: string | null;
  /** The configured effort. */
  readonly effort: string | null;
  readonly attempts: number | null;
  readonly tokens: number | null;
  readonly costUsd: number | null;
  /** The part of it that was computed from tokens. */
  readonly pricedUsd: number | null;
  readonly exitCode: number | null;
  /** Name in `_logs/`. */
  readonly log: string | null;
  /** Null: not asked, or the commits are gone. */
  readonly changes: Changes | null;
  /** Tool calls that the CLI refused: how many, and the first of them; null: none. */
  readonly denied: { readonly count: number; readonly calls: readonly string[] } | null;
  /** Writes of the CLI that failed, each in one line. */
  readonly lost: readonly string[];
  /** What it changed in a read-only phase; null: nothing, or not known. */
  readonly wrote: Wrote | null;
  /** The provider that `who` worked instead of, and why; null: none. */
  readonly fallback: { readonly from: string; readonly reason: string } | null;
  /** The stronger profile that the phase gets one try with after this iteration, and why; null: none. */
  readonly stronger: { readonly profile: string; readonly reason: string } | null;
}

/** The reason why the session did not work; `nobody`: an agent could have run, and none did. */
export type WaitFor =
  | 'qa_answers'
  | 'plan_approval'
  | 'file_update'
  | 'human_action'
  | 'blocked'
  | 'limit'
  | 'outage'
  | 'failure'
  | 'pause'
  | 'nobody';

/** Time without an agent at work. */
export interface Wait {
  readonly for: WaitFor;
  readonly startedAt: string;
  /** Null: it goes on. */
  readonly endedAt: string | null;
  readonly ms: number;
}

/** Something that was not an iteration of an agent: a person's act, a phase put back, a run given up. */
export interface Happening {
  readonly at: string | null;
  readonly kind: 'person' | 'restored' | 'noticed' | 'gave-up';
  readonly status: string;
  /** Who acted; null: samocode. */
  readonly who: string | null;
  readonly words: string | null;
  readonly from: string;
  readonly to: string;
  readonly tokens: number | null;
  readonly costUsd: number | null;
  readonly pricedUsd: number | null;
}

/** The totals of one phase; null where no value was reported. */
export interface PhaseSum {
  readonly phase: string;
  readonly iterations: number;
  readonly durationMs: number | null;
  readonly tokens: number | null;
  readonly costUsd: number | null;
  readonly commits: number | null;
}

/** The totals of one phase with one model and effort; null: the CLI's own choice, or not reported. */
export interface ModelSum {
  readonly phase: string;
  readonly model: string | null;
  readonly effort: string | null;
  readonly iterations: number;
  readonly tokens: number | null;
  readonly costUsd: number | null;
}

export interface Totals {
  readonly iterations: number;
  /** As far as it was told. */
  readonly attempts: number;
  /** From the first start to the last end. */
  readonly elapsedMs: number;
  /** Agents at work. */
  readonly durationMs: number | null;
  readonly waitedMs: number;
  readonly tokens: number | null;
  readonly costUsd: number | null;
  /** The part of it that was computed from tokens, and the day of the last prices. */
  readonly pricedUsd: number | null;
  readonly pricesOf: string | null;
  /** Iterations and failed runs without a known cost. */
  readonly costUnknown: number;
}

/** Where the time of a report went, in whole seconds: worked + waited + rested + not running = span. */
export interface ReportedTime {
  readonly from: string;
  /** The end of a session that is done, else the time of the report. */
  readonly to: string;
  readonly spanMs: number;
  /** Agents at work. */
  readonly workedMs: number;
  /** For a person, or after a failure of the provider. */
  readonly waitedMs: number;
  /** For the provider: a usage limit, or an outage. */
  readonly restedMs: number;
  /** The rest: no run, `VERIFY`, or between two attempts. */
  readonly notRunningMs: number;
}

/** The last proof of work (`VERIFY`) that failed. */
export interface RedProof {
  readonly iteration: number;
  readonly at: string | null;
  /** The command, how it ended, and the tail of its output. */
  readonly text: string;
}

/** The history of a period of time. */
export interface ReportData {
  readonly iterations: readonly ReportedIteration[];
  readonly waits: readonly Wait[];
  readonly happenings: readonly Happening[];
  readonly proof: RedProof | null;
  readonly phases: readonly PhaseSum[];
  readonly models: readonly ModelSum[];
  readonly totals: Totals;
  /** Null: no row has a time. */
  readonly time: ReportedTime | null;
}
