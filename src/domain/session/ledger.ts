import type { ProfileName } from '../models/profiles.ts';
import type { Phase } from '../phases/phase.ts';
import { FRESH_WATCH, type Watch } from '../phases/progress.ts';
import type { Promised } from '../phases/rules.ts';
import type { DeniedCalls } from '../prompt/denied.ts';
import type { ProviderName } from '../provider/provider-name.ts';
import type { GivenAnswers } from '../questions/questions.ts';
import type { ForeignRow } from './row.ts';
import type { RowProblem, Wrote } from './rows/iteration-row.ts';
import type { PersonRow } from './rows/person-row.ts';
import type { Pause, RowStanding } from './standing.ts';

/** An act of a person, told in each prompt until an iteration was followed. */
export interface PersonInput {
  readonly act: PersonRow['status'];
  readonly note: string | undefined;
  readonly by: string;
  /** Of `answered`: they said that no questions are needed. */
  readonly noneNeeded?: true;
  /** Of `resumed`: the promises of the phase that they do without. */
  readonly waived?: readonly Promised[];
  /** A message that may be from an agent: it came as a file while one worked. */
  readonly unverified?: true;
}

/** Notes that a followed iteration knew, for every prompt until the session is done. */
export interface EarlierNotes {
  /** Oldest first. */
  readonly notes: readonly PersonInput[];
  /** How many older ones found no room. */
  readonly left: number;
}

export interface LastModel {
  readonly provider: ProviderName;
  readonly name: string;
  /** Undefined in a row of an earlier version. */
  readonly setting: string | undefined;
}

/**
 * The still relevant part of the history, as plain data, so that it can be stored as a checkpoint.
 */
export interface Ledger {
  /** Rows of ours. */
  readonly rows: number;
  readonly foreignRows: number;
  readonly brokenLines: number;
  readonly foreignLast: ForeignRow | undefined;
  /** The accepted phase; undefined while there is no row of ours. */
  readonly phase: Phase | undefined;
  readonly standing: RowStanding;
  /** The highest running number in a row of ours. */
  readonly iteration: number;
  readonly total: number;
  /** Iterations accepted in the present stay. */
  readonly stay: number;
  /** Iterations without a signal that can be read, in a row. */
  readonly silent: number;
  /** Proofs of work (`VERIFY`) that failed in a row. */
  readonly reds: number;
  /** Signals that were not followed because the phase's promises were missing, in a row. */
  readonly missed: number;
  /**
   * When the session entered its phase, epoch milliseconds. Undefined where it was found in the phase:
   * from the Python tool, an earlier version, or begun by hand. It owes no promises there.
   */
  readonly entered: number | undefined;
  /** The promises that a person does without in this stay. */
  readonly waived: readonly Promised[];
  /** What tells whether the agents are stuck. */
  readonly watch: Watch;
  /** Runs given up in a row. */
  readonly failures: number;
  /** Runs in a row that met the provider's limit and were parked. */
  readonly parked: number;
  readonly given: GivenAnswers | undefined;
  /** The first question that a person answered last (`wordingOf`), whatever came of it since. */
  readonly firstAsked: string | undefined;
  /** The plan that a person approved, until an agent's iteration in implementation: number of the row, hash without ticks. */
  readonly approved: { readonly row: number; readonly outline: string } | undefined;
  /** The last approval: the commit at that time, and the words of the plan. */
  readonly approval:
    | { readonly head: string | undefined; readonly hasPlan: boolean; readonly noCommit: boolean }
    | undefined;
  /**
   * When a person last approved a plan, or reopened the session that was done, epoch milliseconds: older
   * reports and reviews are about other work.
   */
  readonly judgedSince: number | undefined;
  /** A person turned the plan down and no agent has worked on it since. */
  readonly planRejected: boolean;
  readonly inputs: readonly PersonInput[];
  readonly earlier: EarlierNotes;
  /** Set while the session is paused and not yet resumed. */
  readonly paused: Pause | undefined;
  /** Settings that changed while an agent worked; a person's resume accepts them. */
  readonly settings: readonly string[];
  /** Number of the row by which a person resumed the session last: it gives one try at a closed window. */
  readonly resumed: number | undefined;
  /** The messages that the last acts came by, the newest last. */
  readonly sources: readonly string[];
  /** The problem with the last iteration's signal, for the next prompt. */
  readonly trouble: { readonly problem: RowProblem; readonly reason: string } | undefined;
  /** The repairs to the last iteration's signal, for the next prompt. */
  readonly slips: readonly string[];
  /** Tool calls that the CLI refused in the last iteration, for the next prompt. */
  readonly denied: DeniedCalls | undefined;
  /** Writes of the CLI that failed in the last iteration, for the next prompt. */
  readonly lost: readonly string[];
  /** The changes of the last iteration in its read-only phase, for the next prompt. */
  readonly wrote: (Wrote & { readonly phase: Phase }) | undefined;
  readonly costUsd: number;
  /** The part of it that was computed from tokens, and the day of the last prices. */
  readonly pricedUsd: number;
  readonly pricesOf: string | undefined;
  readonly tokens: number;
  /** Who paid last, in the CLI's own word. */
  readonly billing: string | undefined;
  /** The last model that a CLI reported, with the model settings of that time. */
  readonly model: LastModel | undefined;
  /** The other provider made the last iteration. */
  readonly isTakenOver: boolean;
  /** The stronger profile of the rest of this visit of the phase; `isTried`: an iteration had it. */
  readonly stronger:
    | { readonly profile: ProfileName; readonly reason: string; readonly isTried: boolean }
    | undefined;
  /** The last commit that a row knows of in the worktree. */
  readonly head: string | undefined;
  /** The address of the draft pull request of a session that is done. */
  readonly pullRequest: string | undefined;
  /** Run and iteration of the last row that can belong to a mark. */
  readonly last: { readonly run: string; readonly iteration: number } | undefined;
}

export const EMPTY_LEDGER: Ledger = {
  rows: 0,
  foreignRows: 0,
  brokenLines: 0,
  foreignLast: undefined,
  phase: undefined,
  standing: { kind: 'ready' },
  iteration: 0,
  total: 0,
  stay: 0,
  silent: 0,
  reds: 0,
  missed: 0,
  entered: undefined,
  waived: [],
  watch: FRESH_WATCH,
  failures: 0,
  parked: 0,
  given: undefined,
  firstAsked: undefined,
  approved: undefined,
  approval: undefined,
  judgedSince: undefined,
  planRejected: false,
  inputs: [],
  earlier: { notes: [], left: 0 },
  paused: undefined,
  settings: [],
  resumed: undefined,
  sources: [],
  trouble: undefined,
  slips: [],
  denied: undefined,
  lost: [],
  wrote: undefined,
  costUsd: 0,
  pricedUsd: 0,
  pricesOf: undefined,
  tokens: 0,
  billing: undefined,
  model: undefined,
  isTakenOver: false,
  stronger: undefined,
  head: undefined,
  pullRequest: undefined,
  last: undefined,
};

/**
 * The ledger that a fold changes; fields are replaced as a whole, because other ledgers share their values.
 */
export type Draft = { -readonly [Field in keyof Ledger]: Ledger[Field] };
