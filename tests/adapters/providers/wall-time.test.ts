import { describe, expect, it } from 'vitest';
import { resetTime } from '../../../src/adapters/providers/claude/reset-time.ts';
import { retryTime } from '../../../src/adapters/providers/codex/retry-time.ts';
import { inZone } from './time-zones.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Asia/Kolkata',
  'America/Santiago',
];

const iso = (time: number | undefined) =>
  time === undefined ? undefined : new Date(time).toISOString().replace('.000Z', 'Z');
const at = (text: string) => Date.parse(text);

/** A time as a CLI writes it: `3:10 AM`. */
function shownIn(zone: string): (instant: number) => string {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hour: 'numeric',
    minute: '2-digit',
  });
  return (instant) => format.format(instant).replace('\u202f', ' ');
}

/** The instants in 2026 at which a zone's clocks are set; one made up where they never are. */
function changesIn(zone: string): readonly number[] {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  const offset = (instant: number) =>
    format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value;
  const found: number[] = [];
  for (let hour = at('2026-01-01T00:00Z'); hour < at('2027-01-01T00:00Z'); hour += HOUR) {
    if (offset(hour) !== offset(hour + HOUR)) found.push(hour + HOUR);
  }
  return found.length > 0 ? found : [at('2026-03-29T01:00Z')];
}

const READERS = {
  claude: (zone: string, shown: string, now: number) =>
    resetTime(
      `You've hit your limit · resets ${shown.replace(' ', '').toLowerCase()} (${zone})`,
      now,
    ),
  codex: (zone: string, shown: string, now: number) =>
    inZone(zone, () => retryTime(`You’ve hit your usage limit. Try again at ${shown}.`, now)),
};

describe.each(['claude', 'codex'] as const)(
  'a clock time of %s around a change of clocks',
  (name) => {
    it.each(ZONES)('is never read later than it was meant: %s', (zone) => {
      const shown = shownIn(zone);
      let ambiguous = 0;
      for (const change of changesIn(zone)) {
        for (let now = change - 25 * HOUR; now < change + 3 * HOUR; now += 131 * MINUTE) {
          for (let meant = now + 7 * MINUTE; meant < now + 23 * HOUR; meant += 67 * MINUTE) {
            const read = READERS[name](zone, shown(meant), now) ?? NaN;
            const said = `${iso(now) ?? ''} ${shown(meant)} ${iso(read) ?? ''}`;
            expect(shown(read), said).toBe(shown(meant));
            expect(read, said).toBeGreaterThan(now);
            expect(read, said).toBeLessThanOrEqual(meant);
            // Earlier only where the clocks show it twice: one attempt too early, and then the second.
            if (read === meant) continue;
            ambiguous += 1;
            expect(meant - read, said).toBeLessThanOrEqual(HOUR);
          }
        }
      }
      expect(ambiguous > 0).toBe(zone !== 'Asia/Kolkata');
    });
  },
);

describe('in the night of Berlin', () => {
  const berlin = (time: string, now: string) =>
    iso(resetTime(`limit · resets ${time} (Europe/Berlin)`, at(now)));

  it('a time that the clocks show twice is the one that is ahead', () => {
    expect(berlin('2:30am', '2026-10-25T00:10:00Z')).toBe('2026-10-25T00:30:00Z');
    expect(berlin('2:30am', '2026-10-25T00:45:00Z')).toBe('2026-10-25T01:30:00Z');
    expect(berlin('2:30am', '2026-10-25T00:31:00Z')).toBe('2026-10-25T01:30:00Z');
    expect(berlin('2:30am', '2026-10-25T01:45:00Z')).toBe('2026-10-26T01:30:00Z');
    expect(berlin('3:10am', '2026-10-24T20:00:00Z')).toBe('2026-10-25T02:10:00Z');
  });

  it('a time that the clocks jump over is what they show instead', () => {
    expect(berlin('2:30am', '2026-03-28T22:00:00Z')).toBe('2026-03-29T01:30:00Z');
    expect(berlin('3:10am', '2026-03-28T22:00:00Z')).toBe('2026-03-29T01:10:00Z');
  });

  it('a time of yesterday that has just passed is tried again in a minute', () => {
    expect(berlin('11:59pm', '2026-11-22T23:01:00Z')).toBe('2026-11-22T23:02:00Z');
  });
});
