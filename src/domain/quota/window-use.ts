import { capKey } from '../provider/limits/model-cap.ts';

/** How much of one usage window of an account is used, as its provider told. */
export interface WindowUse {
  /** The length of the window: 300 for five hours, 10080 for a week. */
  readonly minutes: number;
  /** Per cent; undefined: the provider told no number. */
  readonly used: number | undefined;
  /** The provider warns that little is left. */
  readonly isWarned: boolean;
  /** The reset, epoch milliseconds; undefined: not told. */
  readonly until: number | undefined;
  /** The one model that the window limits. */
  readonly model?: string;
}

/** A window's use, and when a session heard of it. */
export interface SeenUse extends WindowUse {
  /** Epoch milliseconds. */
  readonly seen: number;
}

export const FIVE_HOURS = 300;
export const WEEK = 7 * 24 * 60;
const DAY = 24 * 60;
const MINUTE_MS = 60_000;
/** A use without a reset that can be believed counts for this long. */
const WITHOUT_RESET_MS = 15 * MINUTE_MS;
/** For a clock that is corrected by a little. */
const SLACK_MS = MINUTE_MS;

/** The use of the present windows: the newest of each length that no reset has ended since. */
export function presentUses(uses: readonly SeenUse[], now: number): readonly SeenUse[] {
  const newest = new Map<number, SeenUse>();
  for (const use of uses) {
    // A use that was seen later than now was noted by a clock that has been put back since.
    if (use.seen > now + SLACK_MS) continue;
    const other = newest.get(use.minutes);
    if (other === undefined || use.seen > other.seen) newest.set(use.minutes, use);
  }
  return [...newest.values()].filter((use) => endOf(use) > now);
}

/** Until when a use counts: the reset of its window. */
export function endOf(use: SeenUse): number {
  return plausibleReset(use, use.seen) ?? use.seen + WITHOUT_RESET_MS;
}

/** The reset; undefined where none was told, or one later than the window is long. */
export function plausibleReset({ until, minutes }: WindowUse, seen: number): number | undefined {
  const latest = seen + (minutes + Math.max(60, minutes / 7)) * MINUTE_MS;
  return until !== undefined && until <= latest ? until : undefined;
}

/**
 * The reset of a limit that was met: the latest among the windows of its model, or else of all models, that
 * are used up. Undefined where none is.
 */
export function resetOfFull(
  uses: readonly WindowUse[],
  model: string | undefined,
  now: number,
): number | undefined {
  const resets = uses.flatMap((use) => {
    const isOfLimit = use.model === undefined ? model === undefined : isSame(use.model, model);
    const reset = plausibleReset(use, now) ?? 0;
    return isOfLimit && (use.used ?? 0) >= 100 && reset > now ? [reset] : [];
  });
  return resets.length === 0 ? undefined : Math.max(...resets);
}

function isSame(one: string, other: string | undefined): boolean {
  return other !== undefined && capKey(one) === capKey(other);
}

/** The window's name for people. */
export function windowWords({ minutes, model }: Pick<WindowUse, 'minutes' | 'model'>): string {
  return model === undefined ? lengthWords(minutes) : `${lengthWords(minutes)} of ${model}`;
}

function lengthWords(minutes: number): string {
  if (minutes === WEEK) return 'weekly window';
  if (minutes % DAY === 0) return `${minutes / DAY}-day window`;
  return minutes % 60 === 0 ? `${minutes / 60}-hour window` : `${minutes}-minute window`;
}

/** Per cent with at most one decimal, never rounded up to a mark. */
export function percentWords(used: number): string {
  return `${Math.floor(used * 10) / 10}%`;
}
