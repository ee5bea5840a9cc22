import { isByTelegram } from '../../domain/people/chat.ts';
import { stepMs } from '../../domain/provider/retry.ts';
import type { Cost } from '../../domain/provider/usage.ts';
import type { Ending } from '../../domain/run/event.ts';
import type { GaveUpRow } from '../../domain/session/row.ts';
import { gateOf, isRetried } from '../../domain/session/standing.ts';
import type { IterationEnd } from '../attempt/iteration-end.ts';
import type { Books, Loop } from '../loop/loop.ts';
import { dropMark } from '../loop/recover.ts';
import type { Step } from '../loop/step.ts';
import { writerOf } from '../loop/writer.ts';
import type { Notice } from '../ports/notifier.ts';
import { look, type View } from '../session/look.ts';
import { rowHead } from '../session/rows.ts';
import { putBack } from '../session/settle.ts';

/** The end of a run that may not spawn. */
export function endingOf(step: Extract<Step, { kind: 'rest' }>): Ending {
  const { admission, view } = step;
  switch (admission.kind) {
    case 'finished':
      return { kind: 'done', summary: summaryOf(view) };
    case 'waiting':
      return { kind: 'waiting', for: admission.for, reason: admission.reason };
    case 'blocked':
      return admission;
    case 'failed':
      return {
        kind: 'failed',
        reason: admission.reason,
        cure: admission.cure,
        resumeAt: admission.until,
      };
    case 'parked':
      return { kind: 'parked', until: admission.until, reason: admission.reason };
    case 'paused':
      return { kind: 'paused', by: admission.by, note: admission.note };
  }
}

/** The summary of the agent that ended the session, or (Python session) the one of its overview. */
function summaryOf({ standing, overview }: View): string | undefined {
  const said = standing.kind === 'done' ? standing.summary : undefined;
  return said ?? overview?.lastAction;
}

/** Records that the run gives up (exit 5, 75), and says how it ends. */
export function giveUp(
  loop: Loop,
  view: View,
  gaveUp: Extract<IterationEnd, { kind: 'gave-up' }>,
): Ending {
  const { end, attempts, cost, fresh = [] } = gaveUp;
  const now = loop.clock.now();
  const resumeAt = end.kind === 'park' ? end.at : failedUntil(view, end.isTransient, now.getTime());
  const cure = end.kind === 'park' ? undefined : end.cure;
  putBack(writerOf(loop), look(loop.session.store));
  loop.session.store.append({
    ...gaveUpHead(loop, view),
    status: end.kind === 'park' ? 'parked' : 'failed',
    reason: end.reason,
    resumeAt: resumeAt ?? null,
    attempts,
    ...(fresh.length === 0 ? {} : { fresh: [...fresh] }),
    ...spentOf(cost),
    cure: cure ?? null,
    ...(end.kind === 'park' ? accountOf(loop.books) : {}),
  });
  dropMark(loop);
  if (end.kind === 'park') return { kind: 'parked', until: end.at, reason: end.reason };
  return { kind: 'failed', reason: end.reason, cure, resumeAt };
}

/** Where the book knows nothing, its silence later would say nothing either. */
function accountOf({ limits }: Books): { readonly account?: string } {
  return limits.snapshot().length === 0 ? {} : { account: limits.account() };
}

/** Records that there is no worktree to work in, unless the last row says so already (exit 4). */
export function blockOnWorktree(
  loop: Loop,
  view: View,
  { refusal, attempts, cost }: Extract<IterationEnd, { kind: 'no-worktree' }>,
): Ending {
  const { reason, cure } = refusal;
  const ending = { kind: 'blocked', needs: 'environment', reason, retried: true, cure } as const;
  const { standing } = view;
  const isKnown =
    isRetried(standing) && standing.reason === reason && standing.retried.cure === cure;
  // A forced run leaves the session before its gate.
  const isNews = (!isKnown || attempts > 0) && gateOf(standing) === undefined;
  if (isNews) {
    putBack(writerOf(loop), look(loop.session.store));
    loop.session.store.append({
      ...gaveUpHead(loop, view),
      status: 'blocked',
      needs: 'environment',
      reason,
      resumeAt: null,
      attempts,
      ...spentOf(cost),
      cure,
    });
  }
  if (isNews || attempts > 0) dropMark(loop);
  else loop.session.store.flushState();
  return ending;
}

type GaveUpHead = ReturnType<typeof rowHead> & Pick<GaveUpRow, 'kind' | 'config'>;

function gaveUpHead(loop: Loop, view: View): GaveUpHead {
  const head = rowHead({
    at: loop.clock.now(),
    run: loop.id,
    iteration: view.iteration + 1,
    from: view.phase,
    to: view.phase,
  });
  return { ...head, accepted: false, kind: 'gave-up', config: loop.settings.hash() };
}

function spentOf({ costUsd, usage }: Cost): Pick<GaveUpRow, 'costUsd' | 'usage'> {
  return { costUsd: costUsd ?? null, usage: usage ?? null };
}

/** An unattended run waits 15, 30, 60 minutes, or, where it cannot help, until a person acts. */
function failedUntil(view: View, isTransient: boolean, now: number): number | undefined {
  return isTransient ? now + stepMs(view.ledger.failures + 1) : undefined;
}

/** The notice about an ending; undefined if people know it already. */
export function noticeOf(loop: Loop, view: View, ending: Ending): Notice | undefined {
  const notice = (kind: Notice['kind'], text: string): Notice => ({
    kind,
    ...loop.teller.place,
    phase: view.phase,
    iteration: view.iteration,
    text,
  });
  switch (ending.kind) {
    case 'done':
      return notice('complete', ending.summary ?? 'done');
    case 'waiting':
      return notice('waiting', `${ending.reason} (waits for ${ending.for})`);
    case 'blocked':
      return notice('blocked', blockedWords(ending));
    case 'failed':
      return notice('error', [ending.reason, ending.cure].filter(Boolean).join('\n'));
    case 'disk':
      return notice('error', `the disk is full (${ending.folder}): ${ending.reason}`);
    case 'parked':
      return notice('limit', `${ending.reason}; until ${new Date(ending.until).toString()}`);
    case 'paused':
    case 'stopped':
      // A person at the machine knows; a person on Telegram only asked for it.
      return isByTelegram(ending.by)
        ? notice(ending.kind, ending.note ?? `by ${ending.by}`)
        : undefined;
    case 'once':
    case 'bound':
    case 'signalled':
      return undefined;
  }
}

function blockedWords({ reason, needs, cure: fix }: Extract<Ending, { kind: 'blocked' }>): string {
  const words = `${reason} (needs ${needs})`;
  return fix === undefined ? words : `${words}\n${fix}\nEach run tries it again.`;
}
