const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const FORM = /^(?:(\d+)\s*d)?\s*(?:(\d+)\s*h)?\s*(?:(\d+)\s*m(?:in)?)?\s*(?:(\d+)\s*s)?$/i;

/**
 * Milliseconds of `30m`, `8h`, `90s`, `2d`, `1h30m`, `1 h 05 min` or `90`, which is seconds; undefined
 * for anything else.
 */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim();
  const parts: readonly (string | undefined)[] | undefined = FORM.exec(
    plainSeconds(trimmed),
  )?.slice(1);
  if (parts === undefined || parts.every((part) => part === undefined)) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0));
  const ms = days * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND;
  return Number.isSafeInteger(ms) ? ms : undefined;
}

function plainSeconds(text: string): string {
  return /^\d+$/.test(text) ? `${text}s` : text;
}

/** Words for people, the two largest units, cut and not rounded: `45 s`, `5 min 03 s`, `1 h 05 min`, `2 d 03 h`. */
export function formatDuration(ms: number): string {
  const whole = Math.max(0, Math.floor(ms));
  if (whole < MINUTE) return `${Math.floor(whole / SECOND)} s`;
  if (whole < HOUR) return pair(whole, { size: MINUTE, name: 'min' }, { size: SECOND, name: 's' });
  if (whole < DAY) return pair(whole, { size: HOUR, name: 'h' }, { size: MINUTE, name: 'min' });
  return pair(whole, { size: DAY, name: 'd' }, { size: HOUR, name: 'h' });
}

/** Words for people with every unit down to the second, so that sums add up: `1 d 02 h 00 min 05 s`. */
export function formatExactly(ms: number): string {
  const whole = Math.max(0, Math.floor(ms / SECOND)) * SECOND;
  const units = [
    [DAY, 'd', Infinity],
    [HOUR, 'h', DAY],
    [MINUTE, 'min', HOUR],
    [SECOND, 's', MINUTE],
  ] as const;
  const shown = units.filter(([size]) => size <= Math.max(whole, SECOND));
  return shown
    .map(([size, name, of], at) => {
      const count = String(Math.floor((whole % of) / size));
      return `${at === 0 ? count : count.padStart(2, '0')} ${name}`;
    })
    .join(' ');
}

interface Unit {
  readonly size: number;
  readonly name: string;
}

function pair(ms: number, large: Unit, small: Unit): string {
  const rest = Math.floor((ms % large.size) / small.size);
  const head = `${Math.floor(ms / large.size)} ${large.name}`;
  return rest === 0 ? head : `${head} ${String(rest).padStart(2, '0')} ${small.name}`;
}

/** The largest unit alone, for ages in a table: `45 s`, `5 min`, `3 h`, `12 d`. */
export function formatAge(ms: number): string {
  const whole = Math.max(0, Math.floor(ms));
  if (whole < MINUTE) return `${Math.floor(whole / SECOND)} s`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} min`;
  if (whole < DAY) return `${Math.floor(whole / HOUR)} h`;
  return `${Math.floor(whole / DAY)} d`;
}
