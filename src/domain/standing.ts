import { parsePhase, type Phase } from './phase.ts';
import type { ForeignRow, GaveUpRow, IterationRow, PersonRow } from './row.ts';
import { NEEDS, ruleOf, WAIT_REASONS, type Gate, type Need, type WaitReason } from './rules.ts';

/** How the last row left the session. */
export type Standing =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'waiting';
      readonly for: WaitReason;
      readonly reason: string;
      readonly baseline: string | undefined;
    }
  | {
      readonly kind: 'blocked';
      readonly reason: string;
      readonly needs: Need;
      /** The gate an agent's own move was rejected at; opening it helps as well. */
      readonly gate: Gate | undefined;
      readonly baseline: string | undefined;
    }
  | { readonly kind: 'done'; readonly summary?: string | undefined }
  | {
      readonly kind: 'failed';
      readonly reason: string;
      readonly cure: string | undefined;
      /** Epoch milliseconds; undefined: until a person acts. */
      readonly resumeAt: number | undefined;
      readonly config: string;
    }
  | { readonly kind: 'parked'; readonly reason: string; readonly resumeAt: number };

/** The gate a session stands before, if it does. */
export function gateOf(standing: Standing): Gate | undefined {
  if (standing.kind === 'blocked') return standing.gate;
  if (standing.kind !== 'waiting') return undefined;
  if (standing.for === 'qa_answers') return 'answers';
  return standing.for === 'plan_approval' ? 'approval' : undefined;
}

/** How a decision on an iteration leaves the session. */
export function afterIteration(row: IterationRow): Standing {
  const baseline = row.baseline ?? undefined;
  switch (row.status) {
    case 'continue':
      return { kind: 'ready' };
    case 'done':
      return { kind: 'done', summary: row.summary ?? undefined };
    case 'waiting':
      return {
        kind: 'waiting',
        for: row.for ?? 'human_action',
        reason: row.reason ?? '',
        baseline,
      };
    case 'blocked':
      return {
        kind: 'blocked',
        reason: row.reason ?? '',
        needs: row.needs ?? 'human_decision',
        gate: row.problem === 'gate' ? ruleOf(row.phase).gate : undefined,
        baseline,
      };
  }
}

/** Answers open their gate, and end no other wait. */
export function afterAnswers(standing: Standing): Standing {
  const opened =
    (standing.kind === 'waiting' && standing.for === 'qa_answers') ||
    (standing.kind === 'blocked' && standing.gate === 'answers');
  return opened ? { kind: 'ready' } : standing;
}

/** A resume clears everything but a closed gate, unless it also moves the session. */
export function afterResume(standing: Standing, row: PersonRow): Standing {
  if (row.phase !== row.sourcePhase) return { kind: 'ready' };
  if (standing.kind !== 'waiting') return { kind: 'ready' };
  const isGate = standing.for === 'qa_answers' || standing.for === 'plan_approval';
  return isGate ? standing : { kind: 'ready' };
}

/** How a run that gave up leaves the session. */
export function afterGivingUp(row: GaveUpRow): Standing {
  const reason = row.reason ?? '';
  const resumeAt = row.resumeAt ?? undefined;
  if (row.status === 'parked') return { kind: 'parked', reason, resumeAt: resumeAt ?? 0 };
  return { kind: 'failed', reason, cure: row.cure ?? undefined, resumeAt, config: row.config };
}

/**
 * How a session stands that has no row of ours: its last Python row decides, as far as the phase
 * of its overview can wait for that.
 */
export function takenOverStanding(last: ForeignRow | undefined, phase: Phase): Standing {
  if (last === undefined) return { kind: 'ready' };
  const { accepted, status } = last;
  if (accepted && status === 'done') {
    return phase === 'done' ? { kind: 'done' } : { kind: 'ready' };
  }
  const isHere = last.phase === undefined || parsePhase(last.phase) === phase;
  const reason = last.reason ?? 'as the Python tool left it';
  if (accepted && status === 'waiting') {
    const known = WAIT_REASONS.find((one) => one === last.for);
    // Its rows name the phase wanted next: what is waited for tells better where it stands.
    const mayWait = known !== undefined && ruleOf(phase).waitsFor.includes(known);
    if (!isHere && !mayWait) return { kind: 'ready' };
    return { kind: 'waiting', for: known ?? defaultWait(phase), reason, baseline: undefined };
  }
  if (isHere && (!accepted || status === 'blocked')) {
    const [needs] = NEEDS;
    return { kind: 'blocked', reason, needs, gate: undefined, baseline: undefined };
  }
  return { kind: 'ready' };
}

function defaultWait(phase: Phase): WaitReason {
  if (phase === 'requirements') return 'qa_answers';
  return phase === 'planning' ? 'plan_approval' : 'human_action';
}
