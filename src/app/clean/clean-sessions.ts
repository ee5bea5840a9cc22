import type {
  Cleaned,
  CleanedLogs,
  CleanedState,
  CleanedWorktree,
  CleanPolicy,
} from '../../domain/logs/clean-plan.ts';
import type { Holder, Lease } from '../ports/session/lease.ts';
import type { SessionReader } from '../ports/session/store.ts';
import { look } from '../session/look.ts';

const DAY_MS = 86_400_000;
/** A session that has been done for this long loses its checkpoints and its state. */
const KEPT_MS = 30 * DAY_MS;

/** A session that is cleaned. */
export interface CleanedSession {
  readonly name: string;
  readonly path: string;
  readonly store: SessionReader;
  readonly holder: () => Holder | undefined;
  /** No run begins until it is released; undefined: a run holds it. */
  readonly hold: () => Pick<Lease, 'release'> | undefined;
}

export interface CleanHow {
  /** Nothing is removed; the result is the plan. */
  readonly isDry: boolean;
  readonly now: number;
}

/** The checkpoints of one session; both return their number. */
export interface CleanedCheckpoints {
  readonly count: () => Promise<number>;
  readonly remove: () => Promise<number>;
}

/** Cleans files. */
export interface CleanTools {
  readonly cleanLogs: (
    sessions: readonly CleanedSession[],
    policy: CleanPolicy,
    how: CleanHow,
  ) => Promise<readonly CleanedLogs[]>;
  /** The time of the last row; undefined: there is none. */
  readonly changedAt: (session: CleanedSession) => number | undefined;
  /** Undefined: its project has none, or cannot be read. */
  readonly checkpointsOf: (session: CleanedSession) => CleanedCheckpoints | undefined;
  /** In the git remote of a fleet. Undefined: it has none that this machine pushed. */
  readonly cleanState: (
    session: CleanedSession,
    isDry: boolean,
  ) => Promise<CleanedState | undefined>;
  /** Undefined: worktrees stay, or the project names no folder for them. */
  readonly worktrees:
    | {
        readonly pathOf: (session: CleanedSession) => string;
        /** Undefined: it has none. Removes it where nothing can be lost. */
        readonly remove: (session: CleanedSession) => Promise<CleanedWorktree | undefined>;
      }
    | undefined;
}

/** Cleans logs, checkpoints and, where asked, worktrees of these sessions, except of those that a run holds. */
export async function cleanSessions(
  sessions: readonly CleanedSession[],
  { policy, ...how }: CleanHow & { readonly policy: CleanPolicy },
  tools: CleanTools,
): Promise<readonly Cleaned[]> {
  const cleaned = await tools.cleanLogs(sessions, policy, how);
  const counted: Cleaned[] = [];
  for (const [at, one] of cleaned.entries()) {
    const session = sessions[at];
    const isFree = session !== undefined && !one.isHeld;
    const kept = isFree ? await cleanKept(session, how, tools) : NOTHING;
    const worktree = isFree ? await cleanWorktree(session, tools) : undefined;
    counted.push({ ...one, ...kept, worktree: worktree ?? null });
  }
  return counted;
}

type Kept = Pick<Cleaned, 'checkpoints' | 'state'>;

const NOTHING: Kept = { checkpoints: 0, state: null };

/** State and checkpoints of a session that was done long ago, which no run holds meanwhile. */
async function cleanKept(session: CleanedSession, how: CleanHow, tools: CleanTools): Promise<Kept> {
  if (!isLongDone(session, how, tools)) return NOTHING;
  if (how.isDry) return await cleanHeld(session, how, tools);
  const lease = session.hold();
  if (lease === undefined) return NOTHING;
  try {
    // A person may have reopened it since.
    return isLongDone(session, how, tools) ? await cleanHeld(session, how, tools) : NOTHING;
  } finally {
    lease.release();
  }
}

async function cleanHeld(session: CleanedSession, how: CleanHow, tools: CleanTools): Promise<Kept> {
  const state = await tools.cleanState(session, how.isDry);
  // With the checkpoints the folder goes that knows what was pushed: a state that stays needs it.
  const stays = state?.isRemoved === false;
  const checkpoints = stays ? 0 : await cleanCheckpoints(session, how, tools);
  return { checkpoints, state: state ?? null };
}

function isLongDone(
  session: CleanedSession,
  { now }: CleanHow,
  { changedAt }: CleanTools,
): boolean {
  // The row `done` was the last change of the history.
  const changed = changedAt(session);
  if (changed === undefined || now - changed < KEPT_MS) return false;
  return look(session.store).standing.kind === 'done';
}

/** Returns how many were removed. */
async function cleanCheckpoints(
  session: CleanedSession,
  { isDry }: CleanHow,
  { checkpointsOf }: CleanTools,
): Promise<number> {
  const checkpoints = checkpointsOf(session);
  if (checkpoints === undefined) return 0;
  return await (isDry ? checkpoints.count() : checkpoints.remove());
}

async function cleanWorktree(
  session: CleanedSession,
  { worktrees }: CleanTools,
): Promise<CleanedWorktree | undefined> {
  if (worktrees === undefined) return undefined;
  const { standing } = look(session.store);
  const stays = (why: string): CleanedWorktree => {
    return { path: worktrees.pathOf(session), isRemoved: false, branch: null, why };
  };
  if (standing.kind !== 'done') return stays(`its session is not done: ${standing.kind}`);
  // A run may have begun since the logs were cleaned.
  if (session.holder() !== undefined) return stays('a run holds it');
  return await worktrees.remove(session);
}
