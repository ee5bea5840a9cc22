import type { Decision } from './decision.ts';
import { type Phase, PHASES } from './phase.ts';

/** The result of running the proof of work (`VERIFY`). */
export interface Proof {
  /** Where the agent asked to leave from. */
  readonly phase: Phase;
  readonly green: boolean;
  /** Reds in a row before this one. */
  readonly reds: number;
  /** The command and how it ended, one line. */
  readonly how: string;
  readonly tail: string;
}

/** The commands of a configuration that prove work. */
export interface ProofCommands {
  /** `VERIFY` */
  readonly verify: string | undefined;
  /** `VERIFY_<PHASE>` */
  readonly verifyPhases: Readonly<Partial<Record<Phase, string>>>;
}

/**
 * The commands that have to succeed before a decision is followed: that of the phase when it is left for a
 * later one, and `VERIFY` before done. A way back proves nothing.
 */
export function commandsFor(
  { verify, verifyPhases }: ProofCommands,
  from: Phase,
  decision: Decision,
): readonly string[] {
  if (decision.kind !== 'ready' || PHASES.indexOf(decision.phase) <= PHASES.indexOf(from))
    return [];
  const own = verifyPhases[from];
  const last = decision.phase === 'done' ? verify : undefined;
  return [...new Set([own, last])].filter((command) => command !== undefined);
}

/** This many reds in a row are enough. */
export const RED_LIMIT = 3;

/** A red proof turns the move into another iteration of the same phase; the third one blocks. */
export function afterVerify(decision: Decision, proof: Proof): Decision {
  if (proof.green) return decision;
  const { phase } = proof;
  const reason = `VERIFY failed (${proof.how})\n${proof.tail}`.trimEnd();
  if (proof.reds + 1 < RED_LIMIT) return { kind: 'ready', phase, problem: 'verify', reason };
  return { kind: 'blocked', phase, problem: 'verify', needs: 'error_resolution', reason };
}
