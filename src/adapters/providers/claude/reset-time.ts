/** "resets 8:12am (UTC)", "resets 3pm", "resets Nov 25, 7am (Europe/Paris)". */
const RESETS =
  /\bresets?\s+(?:at\s+|on\s+)?(?:([a-z]{3})[a-z]*\s+(\d{1,2})(?:,?\s+(\d{4}))?(?:,|\s+at)?\s+)?(\d{1,2})(?::(\d{2}))?\s*([ap])m(?:\s*\(([^)]+)\))?/i;
/** "usage limit reached|1790164200", as old versions said it. */
const EPOCH = /\blimit reached\|(\d{9,13})\b/i;
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const DAY_MS = 86_400_000;
/** The CLI prints whole minutes: a time this little past is this one, not tomorrow's. */
const JUST_PASSED_MS = 5 * 60_000;
const MINUTE_MS = 60_000;

/** A clock on a wall: its year, month (0–11), day, hour and minute. */
type Wall = readonly [year: number, month: number, day: number, hour: number, minute: number];

/**
 * The reset that an error text names, in epoch milliseconds; a time without a zone is local time.
 * Undefined when it names none or an unknown zone.
 */
export function resetTime(text: string, now: number): number | undefined {
  const epoch = EPOCH.exec(text)?.[1];
  if (epoch !== undefined) return Number(epoch) * (epoch.length > 10 ? 1 : 1000);
  const match = RESETS.exec(text);
  if (match === null) return undefined;
  const [, month, day, year, hour, minute, half, zone] = match;
  const time = clockTime(hour, minute, half);
  if (time === undefined) return undefined;
  try {
    return month === undefined
      ? nextAt(time, now, zone)
      : onDate({ month, day: Number(day), year }, time, now, zone);
  } catch {
    // Intl throws on a zone it does not know.
    return undefined;
  }
}

type Time = readonly [hour: number, minute: number];

function clockTime(hour = '', minute = '0', half = ''): Time | undefined {
  const h = Number(hour);
  const m = Number(minute);
  if (h < 1 || h > 12 || m > 59) return undefined;
  return [(h % 12) + (half.toLowerCase() === 'p' ? 12 : 0), m];
}

function nextAt(time: Time, now: number, zone: string | undefined): number {
  const [year, month, day] = wallAt(now, zone);
  const today = epochOf([year, month, day, ...time], zone);
  if (today > now) return today;
  if (now - today < JUST_PASSED_MS) return now + MINUTE_MS;
  return epochOf([year, month, day + 1, ...time], zone);
}

interface NamedDay {
  readonly month: string;
  readonly day: number;
  readonly year: string | undefined;
}

function onDate(
  date: NamedDay,
  time: Time,
  now: number,
  zone: string | undefined,
): number | undefined {
  const month = MONTHS.indexOf(date.month.toLowerCase());
  if (month < 0 || date.day < 1 || date.day > 31) return undefined;
  const year = date.year === undefined ? wallAt(now, zone)[0] : Number(date.year);
  const at = epochOf([year, month, date.day, ...time], zone);
  if (date.year !== undefined || at > now - DAY_MS) return at;
  return epochOf([year + 1, month, date.day, ...time], zone);
}

/** What the clocks of a zone show at an instant. */
function wallAt(instant: number, zone: string | undefined): Wall {
  const date = new Date(instant);
  if (zone === undefined) {
    return [
      date.getFullYear(),
      date.getMonth(),
      date.getDate(),
      date.getHours(),
      date.getMinutes(),
    ];
  }
  const shown = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(date);
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(shown.find((it) => it.type === type)?.value);
  return [part('year'), part('month') - 1, part('day'), part('hour'), part('minute')];
}

/** The instant at which a zone's clocks show that; the second look mends a change of offset between. */
function epochOf(wall: Wall, zone: string | undefined): number {
  const asUtc = Date.UTC(...wall);
  const first = asUtc - offsetAt(asUtc, zone);
  return asUtc - offsetAt(first, zone);
}

function offsetAt(instant: number, zone: string | undefined): number {
  const wholeMinute = Math.floor(instant / MINUTE_MS) * MINUTE_MS;
  return Date.UTC(...wallAt(wholeMinute, zone)) - wholeMinute;
}
