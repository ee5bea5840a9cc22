import { UserError } from '../text/user-error.ts';

/** A time of day, in minutes after midnight, local. */
type TimeOfDay = number;

/** The hours in which `samocode work` starts runs. */
export interface WorkHours {
  /** Undefined: at once, and no later. */
  readonly from: TimeOfDay | undefined;
  readonly until: TimeOfDay;
}

const TIME = /^([01]?\d|2[0-3]):([0-5]\d)$/;
const EXAMPLE = 'samocode work --from 22:00 --until 07:00';

/** Reads `--from` and `--until`; throws a UserError. */
export function readWorkHours({
  from,
  until,
}: {
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}): WorkHours | undefined {
  if (until === undefined) {
    if (from === undefined) return undefined;
    throw new UserError('--from needs --until', { hint: `for example ${EXAMPLE}` });
  }
  const hours = {
    from: from === undefined ? undefined : timeOfDay('--from', from),
    until: timeOfDay('--until', until),
  };
  if (hours.from !== hours.until) return hours;
  throw new UserError(`--from and --until are both ${until}`, { hint: `for example ${EXAMPLE}` });
}

function timeOfDay(flag: string, text: string): TimeOfDay {
  const [, hours, minutes] = TIME.exec(text) ?? [];
  if (hours === undefined) {
    throw new UserError(`${flag} is "${text}", which is no time of day`, {
      hint: `for example ${EXAMPLE}`,
    });
  }
  return Number(hours) * 60 + Number(minutes);
}

/** The hours of work around a moment. */
export type Shift =
  /** Epoch milliseconds. */
  | { readonly kind: 'open'; readonly until: number }
  | { readonly kind: 'closed'; readonly from: number }
  /** The only ones are over. */
  | { readonly kind: 'over' };

/** `sinceMs`: when `work` began. */
export function shiftAt({ from, until }: WorkHours, now: number, sinceMs: number): Shift {
  if (from === undefined) {
    const end = nextAt(until, sinceMs);
    return now < end ? { kind: 'open', until: end } : { kind: 'over' };
  }
  const [opens, closes] = [nextAt(from, now), nextAt(until, now)];
  // Between the two it closes before it opens again.
  return closes < opens ? { kind: 'open', until: closes } : { kind: 'closed', from: opens };
}

/** The next time that the clock shows this, after `now`. */
function nextAt(time: TimeOfDay, now: number): number {
  const at = new Date(now);
  at.setHours(0, time, 0, 0);
  if (at.getTime() <= now) {
    at.setDate(at.getDate() + 1);
    at.setHours(0, time, 0, 0);
  }
  return at.getTime();
}
