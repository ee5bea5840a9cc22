import type { Baseline } from '../../../domain/phases/baseline.ts';
import type { Phase } from '../../../domain/phases/phase.ts';
import type { Before } from '../../../domain/phases/progress.ts';
import type { Cost } from '../../../domain/provider/cost/usage.ts';
import type { FreshTry } from '../../../domain/provider/outcome.ts';
import type { Base } from '../../../domain/session/base.ts';
import type { Takeover } from '../../../domain/session/rows/fields.ts';
import type { SleepReason } from './lease.ts';

/** A branch that a session owns: the one that its worktree was on when a run looked last. */
export interface OwnedBranch {
  readonly name: string;
  /** The commit that the branch is about to be created at; undefined once it was seen in the worktree. */
  readonly madeAt?: string | undefined;
  /** The commit that the work started from; undefined in a session of an earlier version. */
  readonly base?: Base | undefined;
  /** No run has recorded it: a session of an earlier version or of the Python tool owns its name's branch. */
  readonly isAssumed?: true;
}

/** The attempt that is about to be paid for; written durably before the signal is cleared. */
export interface Mark {
  readonly run: string;
  readonly iteration: number;
  readonly attempt: number;
  readonly phase: Phase;
  /** Name of the log inside `_logs/`. */
  readonly log: string;
  /** Which file the signal was before it was cleared: that one was never paid for by this mark. */
  readonly staleSignal: string | undefined;
  readonly startedAt: string;
  /** The state before the iteration's first attempt. */
  readonly before?: Before | undefined;
  /** US dollars that count against limits if the attempt told no cost. */
  readonly budgetUsd?: number | undefined;
  /** The other provider works. */
  readonly takeover?: Takeover | undefined;
}

/** The facts about the worktree, which each step of its set-up writes before an attempt. */
export interface WorkspaceState {
  /** The branch that the session owns; undefined in a session of an earlier version, or before the first spawn. */
  readonly branch?: OwnedBranch | undefined;
  /** Lines for each prompt about the worktree as it was made; null: it is still to be filled. */
  readonly gaps?: readonly string[] | null | undefined;
  /** Since before git makes the worktree until its filling begins; a person may make it in git's place. */
  readonly isMaking?: boolean | undefined;
  /** Ignored files and folders of MAIN_REPO as the worktree was made. */
  readonly ignored?: readonly string[] | undefined;
  /** How `VERIFY` ended before the first agent; undefined: there was none, or the session began without it. */
  readonly baseline?: Baseline | undefined;
  /** The worktree, its lock files and the `SETUP` with which it was set up. */
  readonly setUp?: string | undefined;
}

/** The facts about earlier runs that are not in the history. */
export interface RunState extends WorkspaceState {
  readonly mark: Mark | undefined;
  /** Number of our rows when the overview was last settled, and the phase written then. */
  readonly settledRows: number | undefined;
  /** Hash of `_qa.md` when the last agent's run ended; null: there was none. */
  readonly questionsAfterRun: string | null | undefined;
  /** The answers in `_qa.md` at that time (`answerHashes`); undefined: none. */
  readonly answersAfterRun?: readonly string[] | undefined;
  /** Attempts lost in a row. */
  readonly lost: number;
  /** `resumed` of the ledger whose try at a closed window has been used: written with the mark. */
  readonly tried?: number | undefined;
  /** Number of the approval's row whose plan an agent has begun to carry out: written with the mark. */
  readonly begun?: number | undefined;
  /** The begin of the first attempt, epoch milliseconds, since which every agent worked in a sandbox; undefined: the last one did not. */
  readonly confinedSince?: number | undefined;
  /** Which ending people were told of last, so that none is told twice. */
  readonly told: string | undefined;
  /** The ending that people could not be told of yet. */
  readonly untold?: Untold | undefined;
  /** The pace of a run that ended instead of a rest. */
  readonly left?: LeftRest | undefined;
}

/** A rest without a run, as the run that ended for it knew it. Times are epoch milliseconds. */
export interface LeftRest {
  readonly for: SleepReason;
  readonly since: number;
  /** Its planned end. What comes later is no rest: nobody runs then. */
  readonly at: number;
  /** `resumed` of the ledger then. */
  readonly resumed?: number | undefined;
  readonly limits: number;
  readonly waitedMs: number;
  readonly costUsd: number;
  readonly untold: number;
  readonly limitTold: boolean;
  readonly spentRounds: number;
  /** Milliseconds until this rest. */
  readonly outage?: { readonly lastedMs: number; readonly isTold: boolean } | undefined;
  readonly isTakenOver: boolean;
  readonly otherFailed?: string | undefined;
  readonly tried?: Tried | undefined;
}

/** The attempts of an iteration that its next attempt follows, in another run. */
export interface Tried {
  readonly iteration: number;
  readonly attempts: number;
  /** Of them those that count as failed. */
  readonly failed: number;
  /** The state before the first of them. */
  readonly before?: Before | undefined;
  readonly durationMs: number;
  readonly cost: Partial<Cost>;
  /** The runs that made them. */
  readonly runs: readonly string[];
  readonly fresh: readonly FreshTry[];
  /** For the next agent. */
  readonly troubles: readonly string[];
}

export interface Untold {
  /** Which, as in `told`. */
  readonly ending: string;
  /** When it was tried last, epoch milliseconds. */
  readonly at: number;
  /** Tries that may have arrived all the same. */
  readonly unsure: number;
  /** The messages that were shown. */
  readonly shown: readonly string[];
}
