import { parsePhase, type Phase } from '../phases/phase.ts';
import {
  type Gate,
  type Need,
  NEEDS,
  ruleOf,
  WAIT_REASONS,
  type WaitReason,
} from '../phases/rules.ts';
import type { ForeignRow, GaveUpRow, IterationRow, NoticedRow, PersonRow } from './row.ts';

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
      /** Each run tries again: no money is spent by it. With the command or the act that helps. */
      readonly retried?: { readonly cure: string };
    }
  | { readonly kind: 'done'; readonly summary?: string | undefined }
  | {
      readonly kind: 'failed';
      readonly reason: string;
      readonly cure: string | undefined;
      /** Epoch milliseconds; undefined: until a person acts. */
      readonly resumeAt: number | undefined;
      readonly config: string;
      /** The gate at which the session waited; a person may still open it. */
      readonly gate?: Gate | undefined;
    }
  | {
      readonly kind: 'parked';
      readonly reason: string;
      readonly resumeAt: number;
      /** Whose window was closed; undefined where only this session knows of it. */
      readonly account?: string | undefined;
      /** As of a failed one. */
      readonly gate?: Gate | undefined;
    };

/** The gate at which a session waits, if any. */
export function gateOf(standing: Standing): Gate | undefined {
  if (standing.kind === 'blocked') return standing.gate;
  if (standing.kind !== 'waiting') return undefined;
  if (standing.for === 'qa_answers') return 'answers';
  return standing.for === 'plan_approval' ? 'approval' : undefined;
}

/** The gate a person may open: also of a session whose provider failed it there. */
export function openableGate(standing: Standing): Gate | undefined {
  return isGivenUp(standing) ? standing.gate : gateOf(standing);
}

function isGivenUp(standing: Standing): standing is Of<'failed' | 'parked'> {
  return standing.kind === 'failed' || standing.kind === 'parked';
}

/** Whether each run tries again for any missing requirement; a gate stays closed. */
export function isRetried(standing: Standing): standing is RetriedBlock {
  return standing.kind === 'blocked' && standing.retried !== undefined;
}

type Of<K extends Standing['kind']> = Extract<Standing, { kind: K }>;
type RetriedBlock = Of<'blocked'> & { readonly retried: { readonly cure: string } };

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
  if (openableGate(standing) !== 'answers') return standing;
  return isGivenUp(standing) ? { ...standing, gate: undefined } : { kind: 'ready' };
}

/** A resume clears everything but a closed gate, unless it also moves the session. */
export function afterResume(standing: Standing, row: PersonRow): Standing {
  if (row.phase !== row.sourcePhase) return { kind: 'ready' };
  if (isGivenUp(standing) || isRetried(standing)) return backAtGate(standing);
  if (standing.kind !== 'waiting') return { kind: 'ready' };
  const isGate = standing.for === 'qa_answers' || standing.for === 'plan_approval';
  return isGate ? standing : { kind: 'ready' };
}

/**
 * The session returns to the gate where it waited before the failure: an agent has nothing new to
 * add.
 */
function backAtGate({ gate }: { readonly gate?: Gate | undefined }): Standing {
  if (gate === undefined) return { kind: 'ready' };
  const waitsFor = gate === 'answers' ? 'qa_answers' : 'plan_approval';
  const reason = `as before the run gave up, at the ${gate} gate`;
  return { kind: 'waiting', for: waitsFor, reason, baseline: undefined };
}

/** How a session is left by a row of something that was noticed. */
export function afterNoticed({ status, reason }: NoticedRow, before: Standing): Standing {
  switch (status) {
    case 'settings-changed':
      return before;
    case 'tampered':
      return afterTampering(reason ?? '', before);
    case 'plan-changed':
      return { kind: 'waiting', for: 'plan_approval', reason: reason ?? '', baseline: undefined };
  }
}

/** A person has to look, and their resume alone ends it; a closed gate stays closed. */
function afterTampering(reason: string, before: Standing): Standing {
  const gate = openableGate(before);
  const needs = 'human_decision';
  return { kind: 'blocked', reason, needs, gate, baseline: undefined };
}

/** How a run that gave up leaves the session, which stays before its gate. */
export function afterGivingUp(row: GaveUpRow, before: Standing): Standing {
  const reason = row.reason ?? '';
  const resumeAt = row.resumeAt ?? undefined;
  const gate = openableGate(before);
  if (row.status === 'parked') {
    return { kind: 'parked', reason, resumeAt: resumeAt ?? 0, account: row.account, gate };
  }
  const cure = row.cure ?? undefined;
  if (row.status === 'blocked') {
    const needs = row.needs ?? 'environment';
    const retried = { cure: cure ?? '' };
    return { kind: 'blocked', reason, needs, gate, baseline: undefined, retried };
  }
  return { kind: 'failed', reason, cure, resumeAt, config: row.config, gate };
}

/**
 * The standing of a session without a row of ours: its last Python row decides, if the phase of its
 * overview can wait for that; otherwise the `Blocked` of its overview decides.
 */
export function takenOverStanding(
  last: ForeignRow | undefined,
  phase: Phase,
  blocked?: string,
): Standing {
  if (last === undefined) return standingAsSaid(blocked ?? '', phase);
  const { accepted, status } = last;
  if (accepted && status === 'done') {
    return phase === 'done' ? { kind: 'done' } : { kind: 'ready' };
  }
  const isHere = last.phase === undefined || parsePhase(last.phase) === phase;
  const reason = last.reason ?? 'as the Python tool left it';
  if (accepted && status === 'waiting') {
    const known = WAIT_REASONS.find((one) => one === last.for);
    // Its rows name the next phase, so the wait reason tells the current phase better.
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

/** Another word than these is a reason: a spawn would not help before a person has seen it. */
const NOT_BLOCKED = ['', 'no', 'none', 'false', 'n/a', '-'];

function standingAsSaid(blocked: string, phase: Phase): Standing {
  if (NOT_BLOCKED.includes(blocked)) return { kind: 'ready' };
  const reason = `its overview says "Blocked: ${blocked}"`;
  if (blocked.startsWith('waiting')) {
    return { kind: 'waiting', for: defaultWait(phase), reason, baseline: undefined };
  }
  const [needs] = NEEDS;
  return { kind: 'blocked', reason, needs, gate: undefined, baseline: undefined };
}

function defaultWait(phase: Phase): WaitReason {
  if (phase === 'requirements') return 'qa_answers';
  return phase === 'planning' ? 'plan_approval' : 'human_action';
}
