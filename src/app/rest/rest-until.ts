import { PROBE_LOOK_MS } from '../../domain/provider/limits/closed-windows.ts';
import { formatDuration } from '../../domain/text/duration.ts';
import { isMessageLeft, sleepUnless } from '../people/steer.ts';
import type { Notice } from '../ports/notifier.ts';
import type { Wait } from '../run/iteration-end.ts';
import { isStopped, type Loop } from '../run/loop.ts';
import { afterFailures, isTimeUp, type Pace } from '../run/pace.ts';
import { again, ended, type Next } from '../run/turn.ts';
import type { View } from '../session/look.ts';
import { leaveRest, leavesUntil } from './leave.ts';
import { tellOfNext } from './send-notice.ts';

/** The wall clock is read again this often: machines sleep, clocks step. */
const WALL_CLOCK_LOOK_MS = 30_000;
/** The wall clock may run so much slower than the other one before it counts as set back. */
const CLOCK_SLACK_MS = 60_000;
/** A shorter wait for a limit sends no notice. */
const TELL_FROM_MS = 60_000;

/** A rest between two iterations. */
interface Resting {
  readonly pace: Pace;
  readonly view: View;
  readonly end: Wait;
}

/** Rests until then; a run that leaves ends instead, unless it is a matter of seconds. */
export async function restOrLeave(loop: Loop, before: Pace, view: View, end: Wait): Promise<Next> {
  const isTurn = end.for === 'turn' && end.tried === undefined;
  const leaves = isTurn ? leavesUntil(loop, end.at) : loop.settings.options.leaves;
  if (!leaves) return again(await restUntil(loop, before, view, end));
  const pace = await tellRest(loop, { pace: paceInRest(loop, before, end), view, end });
  leaveRest(loop, pace, view, end);
  const isOfProvider = end.isOfProvider === true && { isOfProvider: true as const };
  return ended({
    ...{ kind: 'bound', bound: 'rest', limit: end.reason, resumeAt: end.at },
    ...isOfProvider,
  });
}

/** Sleeps until the account may be tried, with the session free for people's commands; an act ends it. */
async function restUntil(loop: Loop, before: Pace, view: View, end: Wait): Promise<Pace> {
  const { session, teller, settings, clock } = loop;
  session.lease.update({ busy: false, sleepsUntil: end.at, sleepsFor: end.for });
  const { at: until, reason } = end;
  if (end.for !== 'turn') {
    teller.report({ kind: end.for, until, reason });
  }
  const pace = await tellRest(loop, { pace: paceInRest(loop, before, end), view, end });
  if (settings.options.resident) teller.poller?.begin();
  const startedMs = clock.monotonicMs();
  await sleepThrough(loop, { pace, view, end });
  if (end.for !== 'limit') return pace;
  const waitedMs = pace.waitedMs + (clock.monotonicMs() - startedMs);
  const met = isMessageLeft(loop) || end.isKept === true ? pace.limits : pace.limits + 1;
  return { ...pace, waitedMs, limits: isResumed(loop, view) ? 0 : met };
}

function paceInRest({ clock }: Loop, pace: Pace, end: Wait): Pace {
  switch (end.for) {
    case 'turn':
      return pace;
    case 'limit':
      return { ...pace, outage: undefined };
    case 'outage': {
      const known = end.isAfterAnswer === true ? undefined : pace.outage;
      const outage = known ?? { sinceMs: clock.monotonicMs(), isTold: false };
      return { ...afterFailures(pace, end.cost), outage };
    }
  }
}

/** Tells people once of a limit, and once of an outage. */
async function tellRest(loop: Loop, { pace, view, end }: Resting): Promise<Pace> {
  const { at, reason } = end;
  const when = new Date(at).toString();
  const send = async (kind: Notice['kind'], text: string): Promise<boolean> =>
    (await tellOfNext(loop, view, { kind, text })) === undefined;
  if (end.for === 'limit') {
    const isWorthTelling = at - loop.clock.now().getTime() > TELL_FROM_MS;
    if (!isWorthTelling || pace.limitTold) return pace;
    return { ...pace, limitTold: await send('parked', `${reason}; goes on at ${when} by itself`) };
  }
  if (end.for === 'turn' || pace.outage === undefined || pace.outage.isTold) return pace;
  const longest = formatDuration(loop.settings.options.maxOutageMs);
  const text = `${reason}; tries again by itself at ${when}, and then at growing intervals, for ${longest} at most`;
  return { ...pace, outage: { ...pace.outage, isTold: await send('outage', text) } };
}

async function sleepThrough(loop: Loop, { pace, view, end }: Resting): Promise<void> {
  const { clock, books, settings } = loop;
  const startedMs = clock.monotonicMs();
  const plannedMs = end.at - clock.now().getTime();
  const known = books.limits.snapshot();
  const isOver = (): boolean =>
    isMessageLeft(loop) || isResumed(loop, view) || isTimeUp(loop, pace) || isLifted(loop, end);
  const { maxWaitMs, maxOutageMs } = settings.options;
  const { usedMs, mostMs } = budgetOf(end, pace, { startedMs, maxWaitMs, maxOutageMs });
  for (;;) {
    const leftMs = msLeft(loop, end);
    if (leftMs <= 0 || isStopped(loop) || isTimeUp(loop, pace)) return;
    // Another run found that the account works again.
    if (known.length > 0 && books.limits.snapshot().length === 0) return;
    if (end.for === 'limit' && books.limits.isProbeDue(clock.now().getTime())) return;
    const sleepMs = clock.monotonicMs() - startedMs + leftMs;
    const isProbed = end.at <= clock.now().getTime();
    const isSetBack = leftMs > PROBE_LOOK_MS && sleepMs > plannedMs + CLOCK_SLACK_MS;
    // Another run's try lasts, or the clock was set back, and this would be longer than the run may
    // sleep: the next look ends it.
    if (end.for !== 'turn' && (isProbed || isSetBack) && usedMs + sleepMs > mostMs) return;
    if (await sleepUnless(loop, Math.min(leftMs, WALL_CLOCK_LOOK_MS), isOver)) return;
  }
}

/** How long the run has slept for this cause, and how long it may. */
function budgetOf(
  end: Wait,
  pace: Pace,
  { startedMs, maxWaitMs, maxOutageMs }: Record<'startedMs' | 'maxWaitMs' | 'maxOutageMs', number>,
): { readonly usedMs: number; readonly mostMs: number } {
  return end.for === 'outage'
    ? { usedMs: startedMs - (pace.outage?.sinceMs ?? startedMs), mostMs: maxOutageMs }
    : { usedMs: pace.waitedMs, mostMs: maxWaitMs };
}

/** Until the end, and as long as another run has the one try after it. */
function msLeft({ clock, books }: Loop, end: Wait): number {
  const now = clock.now().getTime();
  if (end.at > now) return end.at - now;
  if (end.for === 'turn') return 0;
  return books.limits.look(now).kind === 'probed' ? PROBE_LOOK_MS : 0;
}

function isResumed({ session }: Loop, view: View): boolean {
  return session.store.ledger().resumed !== view.ledger.resumed;
}

/** Another run found that the provider answers again, or a newer number under the mark. */
function isLifted({ books, clock }: Loop, end: Wait): boolean {
  const now = clock.now().getTime();
  if (end.isKept === true) return books.limits.overMark(now) === undefined;
  return end.for === 'outage' && end.at > now && books.limits.closure(now) === undefined;
}
