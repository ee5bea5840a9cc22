import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resetTime } from '../../../../src/adapters/providers/claude/reset-time.ts';
import { inZone } from '../time-zones.ts';

const NOW = Date.parse('2026-11-22T06:00:00Z');
const iso = (time: number | undefined) =>
  time === undefined ? undefined : new Date(time).toISOString().replace('.000Z', 'Z');
const said = (words: string) => `You've hit your session limit · resets ${words}`;

describe('when Claude says a limit resets', () => {
  it.each([
    ['8:12am (UTC)', '2026-11-22T08:12:00Z'],
    ['5am (UTC)', '2026-11-23T05:00:00Z'],
    ['12am (UTC)', '2026-11-23T00:00:00Z'],
    ['12:15pm (UTC)', '2026-11-22T12:15:00Z'],
    ['8pm (America/Sao_Paulo)', '2026-11-22T23:00:00Z'],
    ['11pm (America/New_York)', '2026-11-23T04:00:00Z'],
    ['2:50am (Europe/Madrid)', '2026-11-23T01:50:00Z'],
    ['7:30am (Asia/Kolkata)', '2026-11-23T02:00:00Z'],
    ['Nov 25, 7am (Europe/Paris)', '2026-11-25T06:00:00Z'],
    ['Nov 25 at 7:30am (UTC)', '2026-11-25T07:30:00Z'],
    ['Jan 3, 5pm (UTC)', '2027-01-03T17:00:00Z'],
    ['Jul 3, 2027, 5pm (America/New_York)', '2027-07-03T21:00:00Z'],
  ])('%s is %s', (words, expected) => {
    expect(iso(resetTime(said(words), NOW))).toBe(expected);
    expect(inZone('Asia/Tokyo', () => iso(resetTime(said(words), NOW)))).toBe(expected);
  });

  it('a time without a zone is local', () => {
    expect(inZone('America/New_York', () => iso(resetTime(said('3:45pm'), NOW)))).toBe(
      '2026-11-22T20:45:00Z',
    );
    expect(inZone('UTC', () => iso(resetTime('5-hour limit reached ∙ resets 3pm', NOW)))).toBe(
      '2026-11-22T15:00:00Z',
    );
  });

  it('the clocks may change between now and then', () => {
    const before = Date.parse('2026-10-24T20:00:00Z');
    expect(iso(resetTime(said('7am (Europe/Berlin)'), before))).toBe('2026-10-25T06:00:00Z');
    const tonight = Date.parse('2026-03-08T05:00:00Z');
    const newYork = said('3:30am (America/New_York)');
    expect(iso(resetTime(newYork, tonight))).toBe('2026-03-08T07:30:00Z');
    const spring = Date.parse('2026-03-28T20:00:00Z');
    expect(iso(resetTime(said('7am (Europe/Berlin)'), spring))).toBe('2026-03-29T05:00:00Z');
  });

  it('a minute that has just begun is this one, and tried again in a minute', () => {
    expect(resetTime(said('6am (UTC)'), NOW + 20_000)).toBe(NOW + 80_000);
  });

  it('an epoch is taken as it stands', () => {
    expect(resetTime('Claude AI usage limit reached|1790164200', NOW)).toBe(1_790_164_200_000);
    expect(resetTime('Claude AI usage limit reached|1790164200000', NOW)).toBe(1_790_164_200_000);
  });

  it.each(['', 'soon', '13am (UTC)', '7:61am (UTC)', '7am (Nowhere/Land)', 'Foo 3, 7am (UTC)'])(
    '%j gives no time',
    (words) => {
      expect(resetTime(said(words), NOW)).toBeUndefined();
    },
  );

  it('gives a time ahead within 25 hours for every clock time in every zone', () => {
    const clock = fc.record({
      hour: fc.integer({ min: 1, max: 12 }),
      minute: fc.integer({ min: 0, max: 59 }),
      half: fc.constantFrom('am', 'pm'),
      zone: fc.constantFrom('UTC', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'),
    });
    fc.assert(
      fc.property(clock, fc.integer({ min: 1e12, max: 3e12 }), (shown, now) => {
        const { hour, minute, half, zone } = shown;
        const text = said(`${hour}:${String(minute).padStart(2, '0')}${half} (${zone})`);
        const wait = (resetTime(text, now) ?? 0) - now;
        expect(wait).toBeGreaterThan(0);
        expect(wait).toBeLessThanOrEqual(25 * 3_600_000);
      }),
    );
  });
});
