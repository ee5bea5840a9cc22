import type { Before } from '../../domain/phases/progress.ts';
import type { SignalReading } from '../../domain/phases/signal/signal.ts';
import { addCost, type Cost, NO_COST } from '../../domain/provider/cost/usage.ts';
import { freshReasons } from '../../domain/provider/fresh-try.ts';
import type { Outcome, Reach } from '../../domain/provider/outcome.ts';
import type { ProcessEnd } from '../../domain/provider/process-end.ts';
import type { Wrote } from '../../domain/session/rows/iteration-row.ts';
import type { Tried } from '../ports/session/state.ts';

/** The result of an iteration, before the decision. */
export interface Report {
  readonly kind: 'report';
  readonly iteration: number;
  readonly reading: SignalReading;
  readonly attempts: number;
  readonly durationMs: number;
  readonly cost: Cost;
  readonly agentSession: string | undefined;
  readonly model: string | undefined;
  readonly billing: string | undefined;
  readonly log: string | undefined;
  /** The provider's limit was met although the signal was good. */
  readonly limited: boolean;
  /** The end of the last attempt's process; undefined if it is unknown. */
  readonly exit: AttemptEnd['exit'] | undefined;
  readonly before: Before | undefined;
  /** The attempts of the iteration that earlier runs made: not in the sums above. */
  readonly earlier?: Tried;
  /** Why the worktree is not the one any more that the agent was started in. */
  readonly lostFolder?: string | undefined;
  /** The tool calls that the CLI refused, of all attempts. */
  readonly denied: readonly string[];
  /** Writes of the CLI that failed, of all attempts. */
  readonly lost: readonly string[];
  /** Why there were fresh attempts. */
  readonly fresh?: readonly string[];
  /** What it changed in a read-only phase. */
  readonly wrote?: Wrote;
  /** The checkpoint after it is taken already. */
  readonly isKept?: true;
}

/** Facts about an attempt from its own events. */
export interface AttemptFacts {
  readonly cost: Cost;
  readonly agentSession: string | undefined;
  readonly model: string | undefined;
  /** Who paid: the CLI's own word, or a variable that it does not name. */
  readonly billing: string | undefined;
  /** The tool calls that the CLI refused. */
  readonly denied: readonly string[];
  /** Writes of the CLI that failed: output of tools, or parts of its transcript. */
  readonly lost: readonly string[];
}

/** One spawn that is over. */
export interface AttemptEnd extends AttemptFacts {
  readonly outcome: Outcome;
  readonly agentSession: string;
  readonly log: string;
  readonly durationMs: number;
  readonly exit: Pick<ProcessEnd, 'exitCode' | 'signal'>;
  /** A folder on a disk that had no room left at the end. */
  readonly fullFolder: string | undefined;
  /** Why the worktree is not the one any more that the attempt was started in. */
  readonly lostFolder: string | undefined;
  /** Whether there was a process. */
  readonly isStarted: boolean;
  /** The model answered. */
  readonly isAnswered: boolean;
  /** Who rests for a failure that passes. */
  readonly reach: Reach;
  /** It met a temporary limit of the provider. */
  readonly isThrottled: boolean;
}

/** An attempt, with the state before the first attempt of its iteration. */
export interface Attempted extends AttemptEnd {
  readonly before: Before;
}

export function reportOf(
  iteration: number,
  reading: SignalReading,
  ends: readonly Attempted[],
): Report {
  const last = ends.at(-1);
  return {
    kind: 'report',
    iteration,
    reading,
    attempts: ends.length,
    durationMs: durationOf(ends),
    cost: totalCost(ends),
    agentSession: last?.agentSession,
    model: last?.model,
    billing: last?.billing,
    log: last?.log,
    limited: last?.outcome.kind === 'limit',
    exit: last?.exit,
    before: last?.before,
    lostFolder: last?.lostFolder,
    denied: ends.flatMap((end) => end.denied),
    lost: ends.flatMap((end) => end.lost),
    fresh: freshReasons(ends),
  };
}

export function durationOf(ends: readonly AttemptEnd[]): number {
  return ends.reduce((sum, end) => sum + end.durationMs, 0);
}

export function totalCost(ends: readonly AttemptEnd[]): Cost {
  return ends.map((end) => end.cost).reduce(addCost, NO_COST);
}
