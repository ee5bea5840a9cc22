import { type Gate, ruleOf } from '../../phases/rules.ts';
import type { GaveUpRow, NoticedRow } from '../row.ts';
import {
  gateOf,
  isGivenUp,
  isRetried,
  openableGate,
  type RowStanding,
  type Standing,
} from '../standing.ts';
import type { IterationRow } from './iteration-row.ts';
import type { PersonRow } from './person-row.ts';

/** How a decision on an iteration leaves the session. */
export function afterIteration(row: IterationRow): RowStanding {
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
        quote: row.reason ?? undefined,
        baseline,
      };
    case 'blocked':
      return {
        kind: 'blocked',
        reason: row.reason ?? '',
        quote: row.problem === null ? (row.reason ?? undefined) : undefined,
        needs: row.needs ?? 'human_decision',
        gate: row.problem === 'gate' ? ruleOf(row.phase).gate : undefined,
        baseline,
      };
  }
}

/** Answers open their gate, and end no other wait. */
export function afterAnswers(standing: RowStanding): RowStanding {
  if (openableGate(standing) !== 'answers') return standing;
  return isGivenUp(standing) ? { ...standing, gate: undefined } : { kind: 'ready' };
}

/** A resume clears everything but a closed gate, unless it also moves the session. */
export function afterResume(standing: RowStanding, row: PersonRow): RowStanding {
  if (row.phase !== row.sourcePhase) return { kind: 'ready' };
  if (isGivenUp(standing) || isRetried(standing)) return backAtGate(standing);
  return standing.kind === 'waiting' && gateOf(standing) !== undefined
    ? standing
    : { kind: 'ready' };
}

/**
 * The session returns to the gate where it waited before the failure: an agent has nothing new to
 * add.
 */
function backAtGate({ gate }: { readonly gate?: Gate | undefined }): RowStanding {
  if (gate === undefined) return { kind: 'ready' };
  const waitsFor = gate === 'answers' ? 'qa_answers' : 'plan_approval';
  const reason = `as before the run gave up, at the ${gate} gate`;
  return { kind: 'waiting', for: waitsFor, reason, baseline: undefined };
}

/** How a session is left by a row of something that was noticed. */
export function afterNoticed({ status, reason }: NoticedRow, before: RowStanding): RowStanding {
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
function afterTampering(reason: string, before: RowStanding): RowStanding {
  const gate = openableGate(before);
  const needs = 'human_decision';
  return { kind: 'blocked', reason, needs, gate, baseline: undefined };
}

/** How a run that gave up leaves the session, which stays before its gate. */
export function afterGivingUp(
  row: GaveUpRow,
  before: RowStanding,
): Extract<Standing, { kind: 'failed' | 'parked' | 'blocked' }> {
  const reason = row.reason ?? '';
  const resumeAt = row.resumeAt ?? undefined;
  const gate = openableGate(before);
  if (row.status === 'parked') {
    const { account, otherFailed } = row;
    return { kind: 'parked', reason, resumeAt: resumeAt ?? 0, account, gate, otherFailed };
  }
  const cure = row.cure ?? undefined;
  if (row.status === 'blocked') {
    const needs = row.needs ?? 'environment';
    const { unpublished } = row;
    const block = {
      ...({ kind: 'blocked', reason, needs, gate, baseline: undefined } as const),
      ...(unpublished === undefined ? {} : { unpublished }),
    };
    return cure === undefined ? block : { ...block, retried: { cure } };
  }
  return { kind: 'failed', reason, cure, resumeAt, config: row.config, gate };
}
