import { stepMs } from '../../domain/provider/retry.ts';
import type { Ending } from '../../domain/run/event.ts';
import type { IterationEnd } from '../attempt/iteration.ts';
import { isTimeUp, type Pace, PROBE_LOOK_MS } from '../attempt/pace.ts';
import { isStopped, type Loop } from '../loop/loop.ts';
import { isHaltAsked, sleepUnless } from '../people/steer.ts';
import type { Notice, Undelivered } from '../ports/notifier.ts';
import type { Untold } from '../ports/session/state.ts';
import { look, type View } from '../session/look.ts';
import { choicesOf } from '../telegram/notice.ts';
import { noticeOf } from './ending.ts';

/** The wall clock is read again this often: machines sleep, clocks step. */
const WALL_CLOCK_LOOK_MS = 30_000;
/** The wall clock may run so much slower than the other one before it counts as set back. */
const CLOCK_SLACK_MS = 60_000;
/** A shorter wait sends no notice. */
const TELL_FROM_MS = 60_000;
const RESIDENT_LOOK_MS = 250;
/** A tick of cron may come so much earlier after the one before. */
const TICK_SLACK_MS = 30_000;
/** However quiet the folder seems, a resident run looks at the session itself this often. */
const RESIDENT_FULL_LOOK = 240;

/** Sleeps for the provider's limit, with the session free for people's commands; a resume ends it. */
export async function restUntil(
  loop: Loop,
  pace: Pace,
  view: View,
  end: Extract<IterationEnd, { kind: 'wait' }>,
): Promise<Pace> {
  loop.session.lease.update({ busy: false, sleepsUntil: end.at });
  loop.teller.report({ kind: 'limit', until: end.at, reason: end.reason });
  const isWorthTelling = end.at - loop.clock.now().getTime() > TELL_FROM_MS;
  let { limitTold } = pace;
  if (isWorthTelling && !limitTold) {
    const until = new Date(end.at).toString();
    const text = `${end.reason}; goes on at ${until} by itself`;
    const notice = {
      kind: 'limit',
      session: loop.teller.place.session,
      ...placeOf(view),
      text,
    } as const;
    limitTold = (await send(loop, notice)) === undefined;
  }
  if (loop.settings.options.resident) loop.teller.poller?.begin();
  const startedMs = loop.clock.monotonicMs();
  const plannedMs = end.at - loop.clock.now().getTime();
  const known = loop.books.limits.snapshot();
  const isResumed = (): boolean => loop.session.store.ledger().resumed !== view.ledger.resumed;
  const isOver = (): boolean => isHaltAsked(loop) || isResumed();
  for (;;) {
    const leftMs = msLeft(loop, end.at);
    if (leftMs <= 0 || isStopped(loop) || isTimeUp(loop, pace)) break;
    // Another run found that the account works again.
    if (known.length > 0 && loop.books.limits.snapshot().length === 0) break;
    const sleepMs = loop.clock.monotonicMs() - startedMs + leftMs;
    const isProbed = end.at <= loop.clock.now().getTime();
    const isSetBack = leftMs > PROBE_LOOK_MS && sleepMs > plannedMs + CLOCK_SLACK_MS;
    // Another run's try lasts, or the clock was set back, and this would be longer than may be slept:
    // the next look parks the run.
    if ((isProbed || isSetBack) && pace.waitedMs + sleepMs > loop.settings.options.maxWaitMs) break;
    if (await sleepUnless(loop, Math.min(leftMs, WALL_CLOCK_LOOK_MS), isOver)) break;
  }
  const waitedMs = pace.waitedMs + (loop.clock.monotonicMs() - startedMs);
  return { ...pace, waitedMs, limits: isResumed() ? 0 : pace.limits + 1, limitTold };
}

/** Until `at`, and as long as another run has the one try after the reset. */
function msLeft(loop: Loop, at: number): number {
  const now = loop.clock.now().getTime();
  if (at > now) return at - now;
  return loop.books.limits.look(now).kind === 'probed' ? PROBE_LOOK_MS : 0;
}

/**
 * Notifies people of an ending, once per occurrence. A notice that could not be sent is tried again
 * when a run, or a later look of this one, finds the same state a quarter of an hour later.
 */
export async function tellEnding(loop: Loop, ending: Ending): Promise<void> {
  const view = look(loop.session.store);
  const notice = noticeOf(loop, view, ending);
  if (notice === undefined) return;
  const told = `${view.ledger.rows}:${notice.kind}:${view.state.lost}`;
  if (view.state.told === told || (view.ledger.rows === 0 && view.state.lost === 0)) return;
  const before = view.state.untold?.ending === told ? view.state.untold : undefined;
  const at = loop.clock.now().getTime();
  if (before !== undefined && isTooSoon(before, at)) return;
  const failure = await send(
    loop,
    { ...notice, ...choicesOf(loop.session.store, ending) },
    before?.shown,
  );
  const state = loop.session.store.state();
  loop.session.store.saveState(
    failure === undefined
      ? { ...state, told, untold: undefined }
      : { ...state, untold: untoldAfter(failure, { ending: told, at, before }) },
  );
}

function untoldAfter(
  { unsure, shown }: Undelivered,
  { ending, at, before }: Pick<Untold, 'ending' | 'at'> & { readonly before: Untold | undefined },
): Untold {
  return { ending, at, unsure: (before?.unsure ?? 0) + (unsure ? 1 : 0), shown };
}

/**
 * A notice that may have arrived is repeated at growing intervals. A clock that was set back delays
 * none.
 */
function isTooSoon({ at, unsure }: Untold, now: number): boolean {
  return now >= at && now - at < stepMs(unsure) - TICK_SLACK_MS;
}

/** Where a run rests. */
export interface Rest {
  readonly ending: Ending;
  /** Where it rested last, when nothing has been done since: it is not told again. */
  readonly before: Ending | undefined;
  readonly seen: string;
}

/** Whether a resident run has something new to look at since `seen`; false when it ends here. */
export async function awaitPerson(loop: Loop, { ending, before, seen }: Rest): Promise<boolean> {
  const isPersons = ['waiting', 'blocked', 'paused'].includes(ending.kind);
  if (!loop.settings.options.resident || !isPersons || isStopped(loop)) return false;
  if (JSON.stringify(ending) !== JSON.stringify(before)) {
    loop.teller.report({ kind: 'ended', ending, resident: true });
  }
  loop.session.lease.update({ busy: false });
  // A person may take days: the try after a reset is another run's meanwhile.
  loop.books.limits.release();
  loop.teller.poller?.begin();
  for (let looks = 0; looks < RESIDENT_FULL_LOOK; looks += 1) {
    if (loop.session.store.fingerprint() !== seen) return true;
    await loop.clock.sleep(RESIDENT_LOOK_MS, loop.stops.stop);
    if (isStopped(loop)) return false;
  }
  return true;
}

async function send(
  loop: Loop,
  notice: Notice,
  shown?: readonly string[],
): Promise<Undelivered | undefined> {
  const failure = await loop.teller.notifier.tell(notice, shown);
  if (failure !== undefined) {
    loop.teller.report({
      kind: 'warning',
      text: `the notice could not be sent: ${failure.reason}`,
    });
  }
  return failure;
}

function placeOf(view: View): Pick<Notice, 'phase' | 'iteration'> {
  return { phase: view.phase, iteration: view.iteration + 1 };
}
