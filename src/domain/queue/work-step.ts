import type { QueuedNow } from './queued.ts';
import type { Shift } from './work-hours.ts';

/** What `samocode work` knows before it takes the next session. */
export interface WorkNow {
  readonly now: number;
  /** A signal or `--drain` has ended it: nothing more starts. */
  readonly isDrained: boolean;
  /** Undefined: at all hours. */
  readonly shift: Shift | undefined;
  /** The memory left to programs, in bytes; undefined: the system does not tell. */
  readonly memory: number | undefined;
  readonly leastBytes: number;
  /** Runs that live: its own, and those that a killed `work` left. */
  readonly runs: number;
  /** Of them those that began so recently that their memory is still to be used. */
  readonly young: number;
}

/** What `samocode work` does next; `until` in epoch milliseconds, undefined: until something happens. */
export type WorkStep =
  | { readonly kind: 'take' }
  | { readonly kind: 'wait'; readonly for: 'hours' | 'memory'; readonly until: number }
  | { readonly kind: 'wait'; readonly for: 'runs' | 'queue'; readonly until: number | undefined }
  | { readonly kind: 'end'; readonly why: 'drained' | 'hours' | 'empty' };

/** The memory of a run and its agent. */
const RUN_BYTES = 256 * 2 ** 20;
/** Nothing tells when memory is free again. */
const MEMORY_LOOK_MS = 5000;

/** Whether another session may start now. */
export function beforeTake(work: WorkNow): WorkStep {
  const { now, isDrained, shift, memory, leastBytes, runs, young } = work;
  const isOver = shift?.kind === 'over';
  if (isDrained || isOver) {
    if (runs > 0) return { kind: 'wait', for: 'runs', until: undefined };
    return { kind: 'end', why: isDrained ? 'drained' : 'hours' };
  }
  if (shift?.kind === 'closed') return { kind: 'wait', for: 'hours', until: shift.from };
  const isShort = memory !== undefined && memory - young * RUN_BYTES < leastBytes;
  return isShort ? { kind: 'wait', for: 'memory', until: now + MEMORY_LOOK_MS } : { kind: 'take' };
}

/** After nothing could be taken: how long the wait is, or whether the work is over. */
export function afterNone(
  queued: readonly Pick<QueuedNow, 'state' | 'notBefore'>[],
  { now, runs, untilEmpty }: Pick<WorkNow, 'now' | 'runs'> & { readonly untilEmpty: boolean },
): Exclude<WorkStep, { kind: 'take' }> {
  const isForPerson = ({ state }: Pick<QueuedNow, 'state'>): boolean =>
    state.kind === 'waits' && state.until === null;
  if (untilEmpty && runs === 0 && queued.every(isForPerson)) return { kind: 'end', why: 'empty' };
  const times = queued.flatMap(({ state, notBefore }) => [
    ...(state.kind === 'waits' && state.until !== null ? [state.until] : []),
    ...(state.kind === 'queued' ? [notBefore, state.delay?.until] : []),
  ]);
  const later = times.filter((at): at is number => at !== undefined && at > now);
  return {
    kind: 'wait',
    for: 'queue',
    until: later.length === 0 ? undefined : Math.min(...later),
  };
}
