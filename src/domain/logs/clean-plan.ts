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
  /** The oldest logs are removed until the total is at most this; undefined: no limit. */
  readonly maxBytes: number | undefined;
}

/** The logs that are old enough to compress and too new to remove. */
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

/**
 * The logs that are too old, then the oldest of the rest until the others fit; never those of the
 * newest iteration.
 */
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

/** The result of cleaning one session's logs, or the plan for it. */
export interface CleanedLogs {
  readonly session: string;
  /** A run is at work there: nothing was touched. */
  readonly isHeld: boolean;
  readonly packed: readonly LogPiece[];
  readonly removed: readonly LogPiece[];
}

/** The same with what else of the session was removed. */
export interface Cleaned extends CleanedLogs {
  /** Checkpoints of a session that has been done for 30 days. */
  readonly checkpoints: number;
  /** Of a session of a fleet that has been done for 30 days; null: this machine pushed none. */
  readonly state: CleanedState | null;
  /** With `--worktrees`; null: there is none, or it was not asked for. */
  readonly worktree: CleanedWorktree | null;
}

/** The state of a session in the git remote. */
export interface CleanedState {
  readonly ref: string;
  readonly isRemoved: boolean;
  /** Why it stays. */
  readonly why: string | null;
}

/** A worktree that was removed, or would be, or that stays. */
export interface CleanedWorktree {
  readonly path: string;
  readonly isRemoved: boolean;
  /** The branch that was deleted with it. */
  readonly branch: string | null;
  /** Why it stays, or why its branch does. */
  readonly why: string | null;
}
