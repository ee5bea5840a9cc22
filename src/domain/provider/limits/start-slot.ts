/** The last start of an account's sessions while their starts are spread. */
export interface Slot {
  /** Epoch milliseconds; while it is pending, when its slot was taken. */
  readonly at: number;
  /** Its process is not there yet. */
  readonly isPending: boolean;
  /** Whose it was. */
  readonly by: string;
  readonly spacingMs: number;
  /** Until when starts are spread, epoch milliseconds. */
  readonly until: number;
  /** Every session that has started since. */
  readonly sessions: readonly string[];
}

/** However often a provider throttles. */
const WIDEST_MS = 4 * 60_000;
/** Starts are spread for this long, or four spacings, after the last session's first one. */
const KEPT_MS = 60_000;
/** A session that took a slot and then died holds the others up for no longer. */
const PENDING_MS = 30_000;
/** How often the others look for the process of a slot. */
const PENDING_LOOK_MS = 1000;
/** For a clock that is corrected by a little. */
const SLACK_MS = 1000;

/** A session that wants to start. */
export interface Starter {
  readonly me: string;
  /** Sessions that met a limit or an outage which is still known. */
  readonly waiting: readonly string[];
  readonly spacingMs: number;
}

/** Whether a session may start; `take`: once it has this slot. */
export type Start =
  | { readonly kind: 'free' }
  | { readonly kind: 'wait'; readonly at: number }
  | { readonly kind: 'take'; readonly slot: Slot };

/** The answer to a session that wants to start now; `latest`: the last slot that was taken. */
export function startAfter(latest: Slot | undefined, starter: Starter, now: number): Start {
  const { me, waiting } = starter;
  const spread = presentSlot(latest, now);
  if (spread === undefined && waiting.length === 0) return { kind: 'free' };
  const spacingMs = Math.max(starter.spacingMs, spread?.spacingMs ?? 0);
  const before = spread?.sessions ?? [];
  const others = [...before, ...waiting].filter((one) => one !== me);
  if (spread !== undefined && others.length > 0) {
    const at = freeFrom({ ...spread, spacingMs }, now);
    if (at > now) return { kind: 'wait', at };
  }
  const isFirst = waiting.length > 0 || !before.includes(me);
  const until = isFirst ? now + Math.max(KEPT_MS, 4 * spacingMs) : (spread?.until ?? now);
  const sessions = [...new Set([...others, me])];
  return { kind: 'take', slot: { at: now, isPending: true, by: me, spacingMs, until, sessions } };
}

function presentSlot(latest: Slot | undefined, now: number): Slot | undefined {
  return latest !== undefined && isSpread(latest, now) ? latest : undefined;
}

/** A start later than now was noted by a clock that has been put back since. */
export function isSpread({ at, until }: Slot, now: number): boolean {
  return at <= now + SLACK_MS && until > now;
}

/** When another session may start. */
function freeFrom({ at, isPending, spacingMs }: Slot, now: number): number {
  if (isPending && now < at + Math.max(PENDING_MS, spacingMs)) {
    return Math.max(at + spacingMs, now + PENDING_LOOK_MS);
  }
  return at + spacingMs;
}

/** After a start that met a temporary limit. */
export function widened(spacingMs: number): number {
  return Math.max(spacingMs, Math.min(2 * spacingMs, WIDEST_MS));
}

/** After a start that the model answered; `leastMs`: the setting. */
export function narrowed(spacingMs: number, leastMs: number): number {
  return Math.max(leastMs, spacingMs / 2);
}
