/** A zone of the time zone database, a fixed offset in minutes, or the local one. */
export type Zone = string | number | undefined;

/** Offsets in hours; the same letters may mean several zones. */
const ABBREVIATIONS: Readonly<Record<string, readonly number[]>> = {
  ...{ UTC: [0], GMT: [0], Z: [0], WET: [0], WEST: [1], CET: [1], CEST: [2], EET: [2], EEST: [3] },
  ...{ MSK: [3], TRT: [3], SAST: [2], BST: [1, 6, 11], IST: [1, 2, 5.5], PKT: [5], WIB: [7] },
  ...{ SGT: [8], HKT: [8], PHT: [8], AWST: [8], JST: [9], KST: [9], ACST: [9.5], ACDT: [10.5] },
  ...{ AEST: [10], AEDT: [11], NZST: [12], NZDT: [13], HST: [-10], AKST: [-9], AKDT: [-8] },
  ...{ PST: [-8, 8], PDT: [-7], MST: [-7, 8], MDT: [-6], CST: [-6, -5, 8], CDT: [-5, -4] },
  ...{
    EST: [-5],
    EDT: [-4],
    AST: [-4, 3],
    ADT: [-3],
    NST: [-3.5],
    NDT: [-2.5],
    BRT: [-3],
    ART: [-3],
  },
};
const AMERICAN: Readonly<Record<string, string>> = {
  ET: 'America/New_York',
  CT: 'America/Chicago',
  MT: 'America/Denver',
  PT: 'America/Los_Angeles',
};
const OFFSET = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/;

/**
 * The zone that a CLI names, as `(Europe/Berlin)`, `EST`, `UTC+5:30`; null for one that is unknown. Letters that
 * mean several zones are the local one if it is among them, else the one in which the time comes last.
 */
export function saidZone(name: string, now: number): Zone | null {
  const letters = name.trim().toUpperCase();
  const offset = OFFSET.exec(letters);
  if (offset !== null) {
    const [, sign, hours, minutes = '0'] = offset;
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  }
  const known = ABBREVIATIONS[letters]?.map((hours) => hours * 60);
  if (known === undefined) return AMERICAN[letters] ?? named(name.trim());
  const local = -new Date(now).getTimezoneOffset();
  return known.includes(local) ? local : Math.min(...known);
}

function named(name: string): string | null {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
