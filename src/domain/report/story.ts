import type { PlanStep } from '../phases/promises/artefact-lines.ts';
import type { HistoryLine } from './history-line.ts';

/** One file of a commit; null: its lines are not counted (a binary file). */
export interface CommitFile {
  readonly path: string;
  readonly insertions: number | null;
  readonly deletions: number | null;
}

export interface Commit {
  readonly commit: string;
  readonly subject: string;
  /** The first of them. */
  readonly files: readonly CommitFile[];
  readonly fileCount: number;
}

interface Ended {
  readonly isGreen: boolean;
  readonly how: string;
}

/** One run of `VERIFY` or `VERIFY_<PHASE>`. */
interface Proof extends Ended {
  readonly iteration: number;
  readonly phase: string;
  /** A person knows that it failed before the work. */
  readonly isExcused: boolean;
}

/** How the work was checked; null: unknown, or it did not happen. */
export interface Checks {
  /** `VERIFY` before the first agent. */
  readonly baseline: Ended | null;
  /** Each `VERIFY` and `VERIFY_<PHASE>` since. */
  readonly proofs: readonly Proof[];
  /** The verdicts of the newest test report and review, as their agents wrote them. */
  readonly testReport: Verdict | null;
  readonly review: Verdict | null;
}

interface Verdict {
  readonly name: string;
  readonly verdict: string | null;
}

/** The task of a session, and its result. */
export interface Story {
  /** The task, else the topic of the dive. */
  readonly task: string | null;
  /** The agent's summary of a session that is done. */
  readonly summary: string | null;
  /** The commits of the branch, the oldest first; null: git does not say. */
  readonly commits: readonly Commit[] | null;
  readonly checks: Checks;
  /** The boxes of the active plan. */
  readonly planSteps: readonly PlanStep[];
}

/** Each proof of work that a history tells of. */
export function proofsOf(history: readonly HistoryLine[]): Proof[] {
  return history.flatMap((line) => {
    if (line.kind !== 'own' || line.row.kind !== 'iteration') return [];
    const { proof, iteration, sourcePhase: phase } = line.row;
    return proof === undefined
      ? []
      : [{ iteration, phase, ...proof, isExcused: proof.isExcused === true }];
  });
}
