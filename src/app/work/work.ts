import { delaysAt, withDelays } from '../../domain/queue/order.ts';
import type { Queued, QueuedNow } from '../../domain/queue/queued.ts';
import { type Shift, shiftAt } from '../../domain/queue/work-hours.ts';
import { afterNone, beforeTake, type WorkStep } from '../../domain/queue/work-step.ts';
import { diskFullWords } from '../../domain/run/disk-codes.ts';
import { errorCode, errorMessage } from '../../domain/text/error-code.ts';
import type { WorkEvent } from '../ports/queue/work.ts';
import { tellNight } from './night.ts';
import type { Work } from './parts.ts';
import { openRuns, type Runs } from './runs.ts';
import { openWaits, type Waits } from './waits.ts';

/** The wall clock is read again that often: machines sleep, clocks step. */
const LOOK_MS = 30_000;

/** What cannot be read, written or started is tried again so much later. */
const TROUBLE_MS = 5000;

/** A notice on the queue that could not be sent is tried again so much later. */
const UNTOLD_MS = 15 * 60_000;

/** Why `work` is over. */
export type WorkEnd = Extract<WorkStep, { kind: 'end' }>['why'];
type Rest = Exclude<WorkStep, { kind: 'take' }>;

interface State {
  readonly startedAt: number;
  readonly runs: Runs;
  readonly waits: Waits;
  readonly sayOnce: (event: WorkEvent | undefined) => void;
  isDrained: boolean;
  /** When the notice on the queue could not be sent. */
  untoldAt: number;
}

/** Runs the sessions of the queue until nothing more is to be done. */
export async function runQueue(work: Work): Promise<WorkEnd> {
  const { clock, bell, stops } = work;
  const runs = openRuns(work);
  using waits = openWaits(work.ends, work.files, bell.ring);
  const startedAt = clock.now().getTime();
  const fresh = { isDrained: false, untoldAt: -Infinity };
  const state: State = { startedAt, runs, waits, sayOnce: once(work.say), ...fresh };
  await forgetLeft(work, state);
  stops.stop.addEventListener('abort', bell.ring);
  stops.kill.addEventListener('abort', runs.stopAll);
  for (;;) {
    work.beat();
    const step = await nextRest(work, state);
    if (step.kind === 'trouble') {
      // A try that fails changes the folders, which rings.
      await bell.pause(TROUBLE_MS, stops.stop);
      continue;
    }
    if (step.kind === 'end') return step.why;
    const ms = (step.until ?? Infinity) - clock.now().getTime();
    await bell.wait(Math.min(Math.max(ms, 0), LOOK_MS));
  }
}

/** The files of places that are not in the queue any more. */
async function forgetLeft({ queue, clock, ends, begun }: Work, { sayOnce }: State): Promise<void> {
  try {
    const { queued } = await queue.list(clock.now().getTime());
    const ids = new Set(queued.map(({ id }) => id));
    ends.keepOnly(ids);
    begun.keepOnly(ids);
  } catch (error) {
    sayOnce({ kind: 'trouble', error });
  }
}

/** Does all that can be done now; what cannot be read or written is tried again, and the runs go on. */
async function nextRest(work: Work, state: State): Promise<Rest | { readonly kind: 'trouble' }> {
  try {
    const step = await doAll(work, state);
    await tellOfQueue(work, state, step);
    return step;
  } catch (error) {
    state.sayOnce({ kind: 'trouble', error });
    // How its runs ended is in their files: the next `work` reads it.
    const isOver = state.isDrained && state.runs.alive() === 0;
    return isOver ? { kind: 'end', why: 'drained' } : { kind: 'trouble' };
  }
}

async function doAll(work: Work, state: State): Promise<Rest> {
  const { queue, clock, options } = work;
  for (;;) {
    drainIfAsked(work, state);
    await state.runs.settleEnded();
    const now = clock.now().getTime();
    const shift = options.hours && shiftAt(options.hours, now, state.startedAt);
    const step = beforeTake(workNow(work, state, shift));
    if (step.kind === 'end') return step;
    const delayOf = delaysAt(work.delays, now);
    if (step.kind === 'take') {
      await work.night.begin();
      const isDelayed = ({ config }: Queued): boolean => delayOf(config) !== undefined;
      const tries = (config: string) => work.delays.tries(config, now);
      const claim = await queue.claim(now, options.slots, isDelayed, tries);
      if (claim !== null) {
        const until = shift?.kind === 'open' ? shift.until : undefined;
        if (await state.runs.begin(claim, until)) work.delays.started(claim.queued.config, now);
        continue;
      }
    }
    const view = await queue.list(now);
    const queued = withDelays(view.queued, delayOf);
    state.waits.follow(queued);
    if (await wakeChanged(work, state)) continue;
    state.sayOnce(remark(work, step) ?? delayRemark(queued, view.slots.length < options.slots));
    if (step.kind === 'wait') return step;
    return afterNone(queued, { now, runs: state.runs.count(), untilEmpty: options.untilEmpty });
  }
}

/** Sends the one notice on the whole queue where nothing runs and its time has come. */
async function tellOfQueue(work: Work, state: State, step: Rest): Promise<void> {
  const isOver = step.kind === 'end' || step.for === 'hours';
  if (state.runs.count() > 0 || !(isOver || step.for === 'queue')) return;
  const now = work.clock.now().getTime();
  if (step.kind !== 'end' && Math.abs(now - state.untoldAt) < UNTOLD_MS) return;
  try {
    if (await tellNight(work, isOver)) return;
  } catch (error) {
    work.say({ kind: 'warning', text: `the notice on the queue: ${errorMessage(error)}` });
  }
  state.untoldAt = now;
}

/** Puts the sessions back in line in which a person acted; whether there were any. */
async function wakeChanged({ queue, ends, clock, say }: Work, { waits }: State): Promise<boolean> {
  const changed = waits.changed(clock.now().getTime());
  for (const queued of changed) {
    if (await queue.wake(queued.id)) say({ kind: 'woken', queued });
    ends.remove(queued.id);
  }
  return changed.length > 0;
}

function workNow(
  { clock, memory, options: { leastBytes } }: Work,
  { isDrained, runs }: State,
  shift: Shift | undefined,
) {
  const now = clock.now().getTime();
  const counts = { runs: runs.count(), young: runs.young(now) };
  return { now, isDrained, shift, memory: memory(), leastBytes, ...counts };
}

/** The remark about a wait, made once. */
function remark({ memory, options }: Work, step: WorkStep): WorkEvent | undefined {
  if (step.kind !== 'wait') return undefined;
  if (step.for === 'hours') return { kind: 'closed', from: step.until };
  if (step.for !== 'memory') return undefined;
  return { kind: 'no-memory', availableBytes: memory() ?? 0, leastBytes: options.leastBytes };
}

/** The remark that the next in line is delayed, although a slot is free. */
function delayRemark(queued: readonly QueuedNow[], isFree: boolean): WorkEvent | undefined {
  const next = queued.find(({ state }) => state.kind === 'queued');
  if (!isFree || next?.state.kind !== 'queued' || next.state.delay === undefined) return undefined;
  return { kind: 'delayed', delay: next.state.delay };
}

/** Says the same only once, until there is nothing to say. */
function once(say: Work['say']): State['sayOnce'] {
  let last: string | undefined;
  const troubles = new Set<string>();
  return (event) => {
    if (event?.kind === 'trouble') {
      const key = troubleKey(event.error);
      if (!troubles.has(key)) say(event);
      troubles.add(key);
      return;
    }
    troubles.clear();
    const key = event?.kind === 'delayed' ? event.delay.why : event?.kind;
    if (event !== undefined && key !== last) say(event);
    last = key;
  };
}

/** What went wrong, and in which folder: the name of a file that cannot be written is another one each time. */
function troubleKey(error: unknown): string {
  const code = errorCode(error);
  if (code === undefined) return errorMessage(error);
  if (diskFullWords(code) !== undefined) return code;
  const { syscall = '', path = '' } = error as NodeJS.ErrnoException;
  return `${code} ${syscall} ${path.slice(0, path.lastIndexOf('/'))}`;
}

function drainIfAsked({ stops, drain, say }: Work, state: State): void {
  const isAsked = drain.isAsked();
  if (!state.isDrained && (stops.stop.aborted || isAsked)) {
    state.isDrained = true;
    say({ kind: 'draining', runs: state.runs.alive() });
  }
  // Without it each run goes on: it is tried again where the disk has no room.
  if (state.isDrained && !isAsked) drain.ask();
}
