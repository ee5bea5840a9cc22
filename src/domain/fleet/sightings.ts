/** The database as one query saw it; epoch milliseconds, by the clock of the database. */
export interface Sighting {
  readonly now: number;
  readonly upSince: number;
}

/**
 * When the sweeper may take a silent machine for a dead one: the database was up, and seen by the sweeper without a
 * gap, for a whole heartbeat. Until then the silence may be that of the database, and a machine that lives would
 * lose its sessions to another one.
 */
export interface Sightings {
  /** Whether a sweep is allowed now. */
  readonly note: (sighting: Sighting) => boolean;
  /** The database did not answer. */
  readonly missed: () => void;
}

/** After a longer part of a heartbeat without a look, the sweeper does not know whether the database was there. */
const LONGEST_GAP = 1 / 3;

export function openSightings(heartbeatMs: number): Sightings {
  let seen: { readonly from: number; readonly last: number } | undefined;
  return {
    note: ({ now, upSince }) => {
      const gap = seen === undefined ? Infinity : now - seen.last;
      const isWhole = gap >= 0 && gap <= heartbeatMs * LONGEST_GAP;
      seen = { from: isWhole ? (seen?.from ?? now) : now, last: now };
      return now - Math.max(seen.from, upSince) > heartbeatMs;
    },
    missed: () => {
      seen = undefined;
    },
  };
}
