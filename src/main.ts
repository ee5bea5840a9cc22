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
import type { Loop } from './app/loop/run.ts';
import { NO_COST } from './domain/provider/usage.ts';
import { noteUnknownRows } from './app/tampering/unknown-rows.ts';
import { dropOldStops } from './app/people/steer.ts';
import type { Ending } from './domain/run/event.ts';

/**
 * The loop: look, act, judge, remember and settle, tell. Returns how the run ends; throws what a
 * person has to mend (UserError), what the disk refuses, or what is a bug.
 */
export async function runSession(loop: Loop): Promise<Ending> {
  let pace = freshPace(loop.clock.monotonicMs(), loop.settings.options);
  let resting: Ending | undefined;
  dropOldStops(scribeOf(loop));
  await endLeftovers(loop);
  // With the mark put back there may be more to end.
  if (await noteTampering(loop)) await endLeftovers(loop);
  noteUnknownRows(loop.session.store, loop.teller);
  for (;;) {
    const step = await prepare(loop, pace.force);
    await tellOpenings({ ...loop.teller, store: loop.session.store, warn: warnOf(loop.teller) });
    if (step.kind === 'signalled') return { kind: 'signalled', signal: loop.stops.signal() };
    if (step.kind === 'rest') {
      const ending = endingOf(step);
      await tellEnding(loop, ending);
      const rest = { ending, before: resting, seen: step.seen };
      if (step.stopped || !(await awaitPerson(loop, rest))) return ending;
      resting = ending;
      continue;
    }
    const before = resting;
    resting = undefined;
    if (step.kind === 'stopped') {
      await tellEnding(loop, step);
      return step;
    }
    const full =
      step.kind === 'act' && !loop.stops.stop.aborted ? booksDiskFull(loop.books) : undefined;
    if (full !== undefined) {
      await tellEnding(loop, full);
      loop.session.store.flushState();
      return full;
    }
    const bound = step.kind === 'act' ? boundReached(loop, pace) : undefined;
    if (bound !== undefined) {
      loop.session.store.flushState();
      return bound;
    }
    await loop.teller.phone?.end();
    const end = step.kind === 'adopted' ? step.report : await runIteration(loop, step.view, pace);
    if (step.kind === 'act') pace = { ...pace, early: false };
    switch (end.kind) {
      case 'stopped':
        dropMark(loop);
        break;
      case 'spent':
        dropMark(loop);
        pace = { ...afterCost(pace, end.cost), notBeforeMs: end.notBeforeMs ?? 0 };
        break;
      case 'wait':
        dropMark(loop);
        // Asleep it would lose the reset with the first stop.
        if (booksDiskFull(loop.books) !== undefined) break;
        pace = await restUntil(loop, afterCost(pace, end.cost), step.view, end);
        break;
      case 'no-worktree': {
        const ending = blockOnWorktree(loop, step.view, end);
        await tellEnding(loop, ending);
        pace = afterCost(pace, end.cost);
        const rest = { ending, before, seen: loop.session.store.fingerprint() };
        if (!(await awaitPerson(loop, rest))) return ending;
        resting = ending;
        break;
      }
      case 'disk':
        dropMark(loop);
        await tellEnding(loop, end);
        return end;
      case 'gave-up': {
        const gaveUp = giveUp(loop, step.view, end);
        const ending = booksDiskFull(loop.books) ?? gaveUp;
        await tellEnding(loop, ending);
        return ending;
      }
      case 'report': {
        const judged = await judge(loop, step.view, end);
        if (judged === undefined) return { kind: 'signalled', signal: loop.stops.signal() };
        if (judged.kind === 'disk') {
          await tellEnding(loop, judged);
          return judged;
        }
        remember(loop, step.view, end, judged);
        // What a dead run had spent is no part of this run's bound.
        pace = afterCost(afterReport(pace, end), step.kind === 'act' ? end.cost : NO_COST);
      }
    }
  }
}
