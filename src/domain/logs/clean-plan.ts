/** A file of a session's `_logs/`. */
export interface LogPiece {
  readonly path: string;
  readonly bytes: number;
  /** Epoch milliseconds of its last change. */
  readonly changedAt: number;
  /** Compressed already. */
  readonly isPacked: boolean;
  /** Of the session's newest iteration: it stays as it is. */
  readonly isNewest: boolean;
}

export interface CleanPolicy {
  /** What has not changed for so long is compressed. */
  readonly packAfterMs: number;
  /** What has not changed for so long is removed; undefined: nothing is, for its age. */
  readonly removeAfterMs: number | undefined;
  /** The oldest are removed until all of them take no more; undefined: they may take what they take. */
  readonly maxBytes: number | undefined;
}

/** What is old enough to be compressed, and not old enough to be removed. */
export function toPack(
  pieces: readonly LogPiece[],
  { packAfterMs, removeAfterMs = Infinity }: CleanPolicy,
  now: number,
): readonly LogPiece[] {
  return pieces.filter(({ isPacked, isNewest, bytes, changedAt }) => {
    const age = now - changedAt;
    return !isPacked && !isNewest && bytes > 0 && age >= packAfterMs && age < removeAfterMs;
  });
}

/** What is too old, and of the rest the oldest until the others fit; the newest iteration never. */
export function toRemove(
  pieces: readonly LogPiece[],
  { removeAfterMs = Infinity, maxBytes = Infinity }: CleanPolicy,
  now: number,
): readonly LogPiece[] {
  let left = pieces.reduce((sum, { bytes }) => sum + bytes, 0);
  return pieces
    .filter(({ isNewest }) => !isNewest)
    .toSorted((a, b) => a.changedAt - b.changedAt || (a.path < b.path ? -1 : 1))
    .filter(({ bytes, changedAt }) => {
      if (now - changedAt < removeAfterMs && left <= maxBytes) return false;
      left -= bytes;
      return true;
    });
}

/** What was done to one session's logs, or would be. */
export interface Cleaned {
  readonly session: string;
  /** A run is at work there: nothing was touched. */
  readonly isHeld: boolean;
  readonly packed: readonly LogPiece[];
  readonly removed: readonly LogPiece[];
}
