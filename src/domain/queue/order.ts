import type { Place, QueueState } from './queue-state.ts';
import type { Delay, Queued, QueuedNow, QueuedState, TakenSlot } from './queued.ts';

/** A run that lives, with its slot. */
export interface LivingRun extends TakenSlot {
  /** Its worktree and branch, by the names that `QueueTask.holds` has. */
  readonly holds: readonly string[];
}

/** The queue at a moment; its claims are those of living processes. */
export interface QueueMoment {
  readonly state: QueueState;
  readonly runs: readonly LivingRun[];
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The slots that are taken: a session that has both a claim and a run has one. */
export function takenSlots({ state, runs }: QueueMoment): readonly LivingRun[] {
  const running = new Set(runs.map(nameOf));
  const claimed = [...state.values()].flatMap(({ queued, claimed }) => {
    if (claimed === undefined || running.has(nameOf(queued))) return [];
    const { config, session, holds } = queued;
    return [{ config, session, holds, pid: claimed.pid, since: claimed.at }];
  });
  return [...runs, ...claimed];
}

/** The next session that may run, if one of `slots` slots is free; a delayed one may not unless a person acted. */
export function nextPlace(
  moment: QueueMoment,
  slots: number,
  isDelayed: (queued: Queued) => boolean = () => false,
): Place | undefined {
  const taken = takenSlots(moment);
  if (taken.length >= slots) return undefined;
  const look = stateReader(moment.now, taken);
  return inOrder(moment.state).find((place) => {
    const state = look(place);
    const isDue = (place.queued.notBefore ?? 0) <= moment.now;
    if (!isDue || state.kind !== 'queued' || state.heldBy !== undefined) return false;
    return place.isActed === true || !isDelayed(place.queued);
  });
}

/** All sessions: those that run, those that may run in their order, those that wait by the end of the wait. */
export function queueNow(moment: QueueMoment): readonly QueuedNow[] {
  const look = stateReader(moment.now, takenSlots(moment));
  const all = inOrder(moment.state).map((place): QueuedNow => {
    const now = { ...place.queued, state: look(place) };
    return place.isActed === true ? { ...now, isActed: true } : now;
  });
  const rank = ({ state }: QueuedNow): number => RANKS[state.kind];
  const until = ({ state }: QueuedNow): number =>
    state.kind === 'waits' ? (state.until ?? Infinity) : 0;
  return all.sort(
    (a, b) => rank(a) - rank(b) || (until(a) < until(b) ? -1 : +(until(a) > until(b))),
  );
}

const RANKS = { running: 0, queued: 1, waits: 2 } as const satisfies Record<
  QueuedState['kind'],
  number
>;

function inOrder(state: QueueState): readonly Place[] {
  return [...state.values()].sort(
    (a, b) => b.front - a.front || b.queued.priority - a.queued.priority,
  );
}

function stateReader(now: number, taken: readonly LivingRun[]): (place: Place) => QueuedState {
  const running = new Set(taken.map(nameOf));
  const holders = new Map(taken.flatMap((run) => run.holds.map((name) => [name, run.session])));
  return ({ queued, wait }) => {
    if (running.size > 0 && running.has(nameOf(queued))) return { kind: 'running' };
    if (wait !== undefined && (wait.until === null || wait.until > now)) return wait;
    const held = queued.holds.find((name) => holders.has(name));
    return { kind: 'queued', heldBy: held === undefined ? undefined : holders.get(held) };
  };
}

/** What delays each project at this moment; asked once for each. */
export function delaysAt(
  delays: { readonly of: (config: string, now: number) => Delay | undefined },
  now: number,
): (config: string) => Delay | undefined {
  return askedOnce((config) => delays.of(config, now));
}

/** The same answers; each project is asked for once. */
export function askedOnce<T>(
  ask: (config: string) => T | undefined,
): (config: string) => T | undefined {
  const known = new Map<string, T | undefined>();
  return (config) => {
    if (!known.has(config)) known.set(config, ask(config));
    return known.get(config);
  };
}

/** The same sessions, those in line with what delays their project. */
export function withDelays(
  queued: readonly QueuedNow[],
  delayOf: (config: string) => Delay | undefined,
): readonly QueuedNow[] {
  return queued.map((one) => {
    if (one.state.kind !== 'queued' || one.isActed === true) return one;
    const delay = delayOf(one.config);
    return delay === undefined ? one : { ...one, state: { ...one.state, delay } };
  });
}

/** A session has one name in a project. */
export function nameOf({ config, session }: Pick<TakenSlot, 'config' | 'session'>): string {
  return `${config}\n${session}`;
}
