import { blockOnWorktree, endingOf, giveUp } from './app/loop/ending.ts';
import { booksDiskFull } from './app/workspace/disk-full.ts';
import { runIteration } from './app/attempt/iteration.ts';
import { judge } from './app/loop/judge.ts';
import { afterCost, afterReport, boundReached, freshPace } from './app/attempt/pace.ts';
import { prepare } from './app/loop/prepare.ts';
import { tellOpenings } from './app/people/openings.ts';
import { noteTampering } from './app/tampering/tampering.ts';
import { dropMark, endLeftovers } from './app/loop/recover.ts';
import { scribeOf, warnOf } from './app/loop/scribe.ts';
import { remember } from './app/loop/remember.ts';
import { awaitPerson, restUntil, tellEnding } from './app/loop/rest.ts';
import type { Run } from './app/loop/run.ts';
import { NO_COST } from './domain/provider/usage.ts';
import { noteUnknownRows } from './app/tampering/unknown-rows.ts';
import { dropOldStops } from './app/people/steer.ts';
import type { Ending } from './domain/run/event.ts';

/**
 * The loop: look, act, judge, remember and settle, tell. Returns how the run ends; throws what a
 * person has to mend (UserError), what the disk refuses, or what is a bug.
 */
export async function runSession(run: Run): Promise<Ending> {
  let pace = freshPace(run);
  let resting: Ending | undefined;
  dropOldStops(scribeOf(run));
  await endLeftovers(run);
  // With the mark put back there may be more to end.
  if (await noteTampering(run)) await endLeftovers(run);
  noteUnknownRows(run);
  for (;;) {
    const step = await prepare(run, pace.force);
    await tellOpenings({ ...run, config: run.config.configPath, warn: warnOf(run) });
    if (step.kind === 'signalled') return { kind: 'signalled', signal: run.stopSignal() };
    if (step.kind === 'rest') {
      const ending = endingOf(step);
      await tellEnding(run, ending);
      const rest = { ending, before: resting, seen: step.seen };
      if (step.stopped || !(await awaitPerson(run, rest))) return ending;
      resting = ending;
      continue;
    }
    const before = resting;
    resting = undefined;
    if (step.kind === 'stopped') {
      await tellEnding(run, step);
      return step;
    }
    const full = step.kind === 'act' && !run.stop.aborted ? booksDiskFull(run) : undefined;
    if (full !== undefined) {
      await tellEnding(run, full);
      run.store.flushState();
      return full;
    }
    const bound = step.kind === 'act' ? boundReached(run, pace) : undefined;
    if (bound !== undefined) {
      run.store.flushState();
      return bound;
    }
    await run.phone?.end();
    const end = step.kind === 'adopted' ? step.report : await runIteration(run, step.view, pace);
    if (step.kind === 'act') pace = { ...pace, early: false };
    switch (end.kind) {
      case 'stopped':
        dropMark(run);
        break;
      case 'spent':
        dropMark(run);
        pace = { ...afterCost(pace, end.cost), notBeforeMs: end.notBeforeMs ?? 0 };
        break;
      case 'wait':
        dropMark(run);
        // Asleep it would lose the reset with the first stop.
        if (booksDiskFull(run) !== undefined) break;
        pace = await restUntil(run, afterCost(pace, end.cost), step.view, end);
        break;
      case 'no-worktree': {
        const ending = blockOnWorktree(run, step.view, end);
        await tellEnding(run, ending);
        pace = afterCost(pace, end.cost);
        const rest = { ending, before, seen: run.store.fingerprint() };
        if (!(await awaitPerson(run, rest))) return ending;
        resting = ending;
        break;
      }
      case 'disk':
        dropMark(run);
        await tellEnding(run, end);
        return end;
      case 'gave-up': {
        const gaveUp = giveUp(run, step.view, end);
        const ending = booksDiskFull(run) ?? gaveUp;
        await tellEnding(run, ending);
        return ending;
      }
      case 'report': {
        const judged = await judge(run, step.view, end);
        if (judged === undefined) return { kind: 'signalled', signal: run.stopSignal() };
        if (judged.kind === 'disk') {
          await tellEnding(run, judged);
          return judged;
        }
        remember(run, step.view, end, judged);
        // What a dead run had spent is no part of this run's bound.
        pace = afterCost(afterReport(pace, end), step.kind === 'act' ? end.cost : NO_COST);
      }
    }
  }
}
