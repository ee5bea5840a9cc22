import type { Before } from '../../domain/phases/progress.ts';
import type { FreshTry, Outcome } from '../../domain/provider/agent.ts';
import { afterAttempt, type NextTry, stepMs } from '../../domain/provider/retry.ts';
import { type Cost, NO_COST } from '../../domain/provider/usage.ts';
import { isStopped, type Loop } from '../loop/loop.ts';
import { sleepUnlessHalted } from '../people/steer.ts';
import type { Refusal } from '../ports/worktree.ts';
import type { View } from '../session/look.ts';
import { warnOfFolders } from '../workspace/cli-folders.ts';
import { type DiskFull, diskFull } from '../workspace/disk-full.ts';
import { lockTroubles } from '../workspace/lock-troubles.ts';
import { ensureWorktree, type ReadyWorktree, vanished } from '../workspace/worktree.ts';
import { newLog, runAttempt } from './attempt.ts';
import { attemptTroubles } from './attempt-troubles.ts';
import { isEarlyTry, noteLimit } from './early-try.ts';
import { freshAdvice, freshReasons, freshTries } from './fresh-try.ts';
import { type Attempted, type Report, reportOf, totalCost } from './iteration-report.ts';
import { boundsNow, budgetLeft, isSpent, isTimeUp, type Pace, PROBE_LOOK_MS } from './pace.ts';
import { takeBefore } from './progress-before.ts';
import { promptFor } from './prompting.ts';

export type IterationEnd =
  | Report
  /** The provider's limit: sleep until `at`, then look again. */
  | { readonly kind: 'wait'; readonly at: number; readonly reason: string; readonly cost: Cost }
  | {
      readonly kind: 'gave-up';
      readonly end: Extract<NextTry, { kind: 'give-up' | 'park' }>;
      readonly attempts: number;
      readonly cost: Cost;
      /** Why there were fresh attempts. */
      readonly fresh?: readonly string[];
    }
  /** There is no worktree to work in, and git cannot make one. */
  | {
      readonly kind: 'no-worktree';
      readonly refusal: Refusal;
      readonly attempts: number;
      readonly cost: Cost;
    }
  /**
   * A bound of the run, cost or time, was used up within the iteration, or a person halted it between
   * attempts. `notBeforeMs`: the retry that is beyond the bound would have come no sooner.
   */
  | { readonly kind: 'spent'; readonly cost: Cost; readonly notBeforeMs?: number }
  | DiskFull
  /** Asked to stop, and the agent had left no signal. */
  | { readonly kind: 'stopped' };

/** Spawns until there is a report or no further spawn can help; then the try after a reset is the next run's. */
export async function runIteration(loop: Loop, view: View, pace: Pace): Promise<IterationEnd> {
  try {
    return await spawnUntilReport(loop, view, pace);
  } finally {
    loop.books.limits.release();
  }
}

async function spawnUntilReport(loop: Loop, view: View, pace: Pace): Promise<IterationEnd> {
  const iteration = view.iteration + 1;
  const ends: Attempted[] = [];
  const troubles: string[] = [];
  // Times in a row, this one included: each tick of cron is a run of its own.
  const met = view.ledger.parked + pace.limits + 1;
  const closed = closedWindow(loop, pace, met);
  if (closed !== undefined && !isEarlyTry(view, pace)) return closed;
  for (let attempt = 1, failed = 0; ; attempt += 1) {
    const bounds = boundsNow(loop);
    const budgetUsd = budgetLeft(bounds, pace, totalCost(ends));
    if (isSpent(bounds, pace, totalCost(ends))) return { kind: 'spent', cost: totalCost(ends) };
    const housed = await ensureWorktree(loop, view);
    if (housed.kind === 'stopped') return housed;
    if (housed.kind === 'refused') {
      if (housed.isDiskFull === true) {
        const reason = `the worktree cannot be made: ${housed.reason}`;
        return diskFull(reason, loop.settings.config.worktrees);
      }
      const spent = { attempts: ends.length, cost: totalCost(ends) };
      return { kind: 'no-worktree', refusal: housed, ...spent };
    }
    if (attempt === 1 && pace.iterations === 0)
      troubles.push(...(await warnOfFolders(loop.spawner.obstacles, loop.teller.report)));
    const now = { iteration, attempt, troubles, budgetUsd, before: ends[0]?.before, housed };
    const end = await oneAttempt(loop, view, now);
    ends.push(end);
    const { outcome } = end;
    const reading = loop.session.store.readSignal();
    if (outcome.kind === 'limit') noteLimit(loop, met, outcome);
    // No other attempt before a person has looked.
    if (loop.session.tampering.length > 0) return reportOf(iteration, reading, ends);
    if (end.lostFolder !== undefined && end.isStarted) return reportOf(iteration, reading, ends);
    // A good signal counts however the attempt ended: the work is done and paid for.
    if (reading.kind === 'signal') return reportOf(iteration, reading, ends);
    if (outcome.kind === 'stopped') return { kind: 'stopped' };
    if (outcome.kind === 'disk') {
      return diskFull(
        `${loop.spawner.agent.provider.name}: ${outcome.reason}`,
        outcome.folder ?? loop.session.store.path,
      );
    }
    if (outcome.kind === 'ok') {
      // Who cannot write leaves no signal.
      const { fullFolder } = end;
      if (fullFolder === undefined) return reportOf(iteration, reading, ends);
      return diskFull(`${loop.spawner.agent.provider.name} left no readable signal`, fullFolder);
    }
    if (outcome.kind !== 'limit') failed += 1;
    const cost = totalCost(ends);
    if (isSpent(boundsNow(loop), pace, cost)) return { kind: 'spent', cost };
    const next = nextTry(loop, outcome, { failed, pace, met, fresh: freshTries(ends) });
    switch (next.kind) {
      case 'wait':
        return { kind: 'wait', at: next.at, reason: next.reason, cost };
      case 'park':
      case 'give-up':
        if (end.lostFolder !== undefined)
          return {
            kind: 'no-worktree',
            refusal: vanished(loop, housed),
            attempts: ends.length,
            cost,
          };
        return {
          kind: 'gave-up',
          end: next,
          attempts: ends.length,
          cost,
          fresh: freshReasons(ends),
        };
      case 'again': {
        // A try at a closed window is one attempt, whatever its failure.
        const still = closed === undefined ? undefined : closedWindow(loop, pace, met);
        if (still !== undefined)
          return afterTry(still, next.reason, { attempts: ends.length, cost });
        const notBeforeMs = loop.clock.monotonicMs() + next.afterMs;
        if (isTimeUp(loop, { ...pace, notBeforeMs })) return { kind: 'spent', cost, notBeforeMs };
        troubles.push(`The attempt before this one failed: ${next.reason}.`);
        troubles.push(...attemptTroubles(end), ...freshAdvice(next.fresh));
        loop.teller.report({ kind: 'retrying', afterMs: next.afterMs, reason: next.reason });
        const isHalted = await sleepUnlessHalted(loop, next.afterMs);
        if (isStopped(loop)) return { kind: 'stopped' };
        // Looked at again: the sleep may have been longer than was asked for.
        if (isHalted || isTimeUp(loop, pace)) return { kind: 'spent', cost };
      }
    }
  }
}

/** An iteration whose window is known to be closed. */
type Closed = Extract<IterationEnd, { kind: 'wait' | 'gave-up' }>;

/** The end of an iteration that met no limit itself. */
function afterTry(
  closed: Closed,
  failure: string,
  { attempts, cost }: { readonly attempts: number; readonly cost: Cost },
): Closed {
  if (closed.kind === 'wait') return { ...closed, reason: `${failure}; ${closed.reason}`, cost };
  const reason = `${failure}; ${closed.end.reason}`;
  return { ...closed, end: { ...closed.end, reason }, attempts, cost };
}

/** The end of an iteration that need not begin: the account's window is known to be closed. */
function closedWindow(loop: Loop, pace: Pace, met: number): Closed | undefined {
  const now = loop.clock.now().getTime();
  const state = loop.books.limits.look(now);
  switch (state.kind) {
    case 'open':
      return undefined;
    case 'probed': {
      const reason = 'the usage window was reset; another session is trying it';
      if (pace.waitedMs + PROBE_LOOK_MS <= loop.settings.options.maxWaitMs) {
        return { kind: 'wait', at: now + PROBE_LOOK_MS, reason, cost: NO_COST };
      }
      const end = { kind: 'park', at: now + stepMs(1), reason } as const;
      return { kind: 'gave-up', end, attempts: 0, cost: NO_COST };
    }
    case 'closed': {
      const reason = "the account's usage window is used up";
      const known = { kind: 'limit', reason, until: state.until } as const;
      const next = nextTry(loop, known, { failed: 0, pace, met });
      if (next.kind === 'wait') return { ...next, cost: NO_COST };
      if (next.kind !== 'park') return undefined;
      return { kind: 'gave-up', end: next, attempts: 0, cost: NO_COST };
    }
  }
}

async function oneAttempt(
  loop: Loop,
  view: View,
  now: {
    readonly iteration: number;
    readonly attempt: number;
    readonly troubles: readonly string[];
    readonly budgetUsd: number | undefined;
    readonly before: Before | undefined;
    readonly housed: ReadyWorktree;
  },
): Promise<Attempted> {
  const { phase } = view;
  const { iteration, attempt } = now;
  const { worktree, branch } = now.housed;
  const cwd = worktree.path;
  const { agent, obstacles } = loop.spawner;
  const parts = { agent, config: loop.settings.config, store: loop.session.store };
  const budgetUsd = agent.provider.takesBudget ? now.budgetUsd : undefined;
  const troubles = [...now.troubles, ...lockTroubles(obstacles, cwd, loop.teller.report)];
  const prompt = promptFor(parts, view, { at: loop.clock.now(), worktree, iteration, troubles });
  const log = newLog(loop, { phase, iteration, attempt });
  // Before the mark: a disk that is full here has lost no attempt.
  const since = loop.session.store.writePrompt(log, prompt);
  const before = now.before ?? takeBefore(loop, cwd, since);
  loop.session.store.saveState({
    ...view.state,
    tried: view.ledger.resumed,
    begun: view.ledger.approved?.row ?? view.state.begun,
    branch,
    mark: {
      run: loop.id,
      iteration,
      attempt,
      phase,
      log: log.name,
      staleSignal: loop.session.store.signalIdentity(),
      startedAt: loop.clock.now().toISOString(),
      before,
      budgetUsd,
    },
  });
  const plan = { phase, iteration, attempt, cwd, prompt, budgetUsd };
  return { ...(await runAttempt(loop, plan, log)), before };
}

function nextTry(
  loop: Loop,
  outcome: Exclude<Outcome, { kind: 'ok' | 'stopped' | 'disk' }>,
  {
    failed,
    pace,
    met,
    fresh = [],
  }: {
    readonly failed: number;
    readonly pace: Pace;
    readonly met: number;
    readonly fresh?: readonly FreshTry[];
  },
): NextTry {
  const policy = {
    maxAttempts: loop.settings.config.maxAttempts,
    delayMs: loop.settings.config.retryDelayMs,
    loginStepsMs: loop.settings.config.loginStepsMs,
    maxWaitMs: loop.settings.options.maxWaitMs,
  };
  const tries = { failed, limits: met, waitedMs: pace.waitedMs, fresh };
  const chance = { now: loop.clock.now().getTime(), random: loop.spawner.random() };
  return afterAttempt(policy, tries, outcome, chance);
}
