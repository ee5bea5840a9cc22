import { isByTelegram } from '../../domain/people/chat.ts';
import { NO_COST } from '../../domain/provider/cost/usage.ts';
import { stepMs } from '../../domain/provider/retry.ts';
import type { Ending } from '../../domain/run/event.ts';
import type { GaveUpRow } from '../../domain/session/row.ts';
import { afterGivingUp } from '../../domain/session/rows/standing-after.ts';
import { gateOf, isRetried, type Resting } from '../../domain/session/standing.ts';
import type { Notice } from '../ports/notifier.ts';
import type { Refusal } from '../ports/worktree.ts';
import { dropMark } from '../run/drop-mark.ts';
import type { IterationEnd } from '../run/iteration-end.ts';
import type { Loop } from '../run/loop.ts';
import { writerOf } from '../run/writer.ts';
import { look, type View } from '../session/look.ts';
import { putBack } from '../session/repair.ts';
import { attemptFields, rowHead, type SpentFields, spentFields } from '../session/rows.ts';

/** Records that the run gives up (exit 5, 75), and says how it ends. */
export function giveUp(
  loop: Loop,
  view: View,
  gaveUp: Extract<IterationEnd, { kind: 'gave-up' }>,
): Resting {
  const { end, fresh = [], otherFailed } = gaveUp;
  const isParked = end.kind === 'park';
  const now = loop.clock.now().getTime();
  const resumeAt = isParked ? end.at : failedUntil(view, end.isTransient, now);
  const ending = appendGaveUp(loop, view, {
    status: isParked ? 'parked' : 'failed',
    reason: end.reason,
    resumeAt: resumeAt ?? null,
    ...attemptFields(gaveUp),
    ...(fresh.length === 0 ? {} : { fresh: [...fresh] }),
    cure: (isParked ? undefined : end.cure) ?? null,
    ...(isParked ? accountOf(loop) : {}),
    ...(otherFailed === true ? { otherFailed } : {}),
  });
  dropMark(loop);
  return ending;
}

/** Where the book knows nothing, its silence later would say nothing either. */
function accountOf({ books, clock }: Loop): { readonly account?: string } {
  const { limits } = books;
  const isKnown =
    limits.snapshot().length > 0 || limits.overMark(clock.now().getTime()) !== undefined;
  return isKnown ? { account: limits.account() } : {};
}

/** Records that there is no worktree to work in, unless the last row says so already (exit 4). */
export function blockOnWorktree(
  loop: Loop,
  view: View,
  end: Extract<IterationEnd, { kind: 'no-worktree' }>,
): Resting {
  const { ending, isNews } = block(loop, view, end.refusal, attemptFields(end));
  if (isNews || end.attempts > 0) dropMark(loop);
  else loop.session.store.flushState();
  return ending;
}

/** Records that the work cannot be published, unless the last row says so already (exit 4). The mark stays. */
export function blockUnpublished(loop: Loop, view: View, refusal: Refusal): Resting {
  const { run = loop.id, iteration = view.iteration + 1 } = loop.session.store.state().mark ?? {};
  const unpublished = { run, iteration };
  const { ending } = block(loop, view, refusal, {
    ...{ attempts: 0, ...spentFields(NO_COST) },
    unpublished,
  });
  loop.session.store.flushState();
  return ending;
}

function block(
  loop: Loop,
  view: View,
  refusal: Refusal,
  more: Pick<GaveUp, 'attempts' | 'runs' | keyof SpentFields | 'unpublished'>,
): { readonly ending: Resting; readonly isNews: boolean } {
  const { reason } = refusal;
  const cure = refusal.awaits === 'resume' ? null : refusal.cure;
  const { standing } = view;
  const isKnown =
    isRetried(standing) && standing.reason === reason && standing.retried.cure === cure;
  // A forced run leaves the session before its gate.
  const isNews = (!isKnown || more.attempts > 0) && gateOf(standing) === undefined;
  const blocked = { status: 'blocked', needs: 'environment', reason, resumeAt: null } as const;
  const fields = { ...blocked, ...more, cure };
  const ending = isNews
    ? appendGaveUp(loop, view, fields)
    : afterGivingUp(gaveUpRow(loop, view, fields), standing);
  return { ending, isNews };
}

type GaveUp = Pick<
  GaveUpRow,
  'status' | 'reason' | 'resumeAt' | 'attempts' | keyof SpentFields | 'cure'
> &
  Partial<Pick<GaveUpRow, 'needs' | 'runs' | 'account' | 'fresh' | 'otherFailed' | 'unpublished'>>;

/** Puts back what an agent changed, writes the row, and returns the standing after it. */
function appendGaveUp(loop: Loop, view: View, fields: GaveUp): Resting {
  const { store } = loop.session;
  putBack(writerOf(loop), look(store));
  const row = gaveUpRow(loop, view, fields);
  // Before the row: the run after it begins again, also where this one dies here.
  const { left, ...state } = store.state();
  if (left !== undefined) store.saveState(state);
  store.append(row);
  return afterGivingUp(row, view.standing);
}

function gaveUpRow(loop: Loop, view: View, fields: GaveUp): GaveUpRow {
  const head = rowHead({
    at: loop.clock.now(),
    run: loop.id,
    iteration: view.iteration + 1,
    from: view.phase,
    to: view.phase,
  });
  const config = loop.settings.hash();
  return { ...head, accepted: false, kind: 'gave-up', config, ...fields };
}

/** An unattended run waits 15, 30, 60 minutes, or, where it cannot help, until a person acts. */
function failedUntil(view: View, isTransient: boolean, now: number): number | undefined {
  return isTransient ? now + stepMs(view.ledger.failures + 1) : undefined;
}

/** The notice about an ending; undefined if people know it already. */
export function noticeOf({ teller }: Loop, view: View, ending: Ending): Notice | undefined {
  const { phase, iteration } = view;
  const { kind } = ending;
  if (kind === 'once' || kind === 'bound' || kind === 'lost' || kind === 'signalled')
    return undefined;
  // A person at the machine knows; a person on Telegram only asked for it.
  if ('by' in ending && !isByTelegram(ending.by)) return undefined;
  return { kind, ...teller.place, phase, iteration, text: teller.words(ending, undefined) };
}
