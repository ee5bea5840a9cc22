import type { ProfileName } from '../models/profiles.ts';
import type { RowProblem } from '../session/rows/iteration-row.ts';
import type { Phase } from './phase.ts';
import { type Gate, type Need, type PhaseRule, ruleOf, type WaitReason } from './rules.ts';
import { type Signal, type SignalReading, slipsOf } from './signal/signal.ts';
import { isLoose } from './signal/slips.ts';

/** All of a session that a decision depends on. */
export interface Position {
  readonly phase: Phase;
  /** Whether `_overview.md` exists; without it a session can only be in init. */
  readonly hasOverview: boolean;
  /** Whether a person's answers open the way out of requirements. */
  readonly answersOpen: boolean;
  /** Iterations without a signal that can be read, in a row, before this one. */
  readonly silent: number;
  /** The agent before this one waited for answers that were there, and this one was told so. */
  readonly isReminded: boolean;
}

/** The standing after an iteration; `phase` is the session's phase afterwards. */
export type Decision =
  | {
      readonly kind: 'ready';
      readonly phase: Phase;
      /** Why the next agent has to be told something. */
      readonly problem?: ReadyProblem;
      readonly reason?: string;
      /** The phase gets one try with a stronger profile, and why. */
      readonly stronger?: { readonly profile: ProfileName; readonly reason: string };
    }
  | { readonly kind: 'waiting'; readonly phase: Phase; readonly for: WaitReason }
  | { readonly kind: 'done'; readonly phase: 'done' }
  | Block;

/** Why the same phase goes on although its agent signalled something else. */
type ReadyProblem = 'no-signal' | 'malformed' | 'missing' | 'verify' | 'baseline' | 'wait-reason';

export interface Block {
  readonly kind: 'blocked';
  readonly phase: Phase;
  /** Undefined: the agent said itself that it is blocked. */
  readonly problem: RowProblem | undefined;
  readonly needs: Need;
  readonly reason: string;
}

/** This many iterations in a row without a signal that can be read block the session. */
export const SILENCE_LIMIT = 3;

/** The state machine: pure and total. Every combination is walked in tests/domain/phases/decision.test.ts. */
export function decide(position: Position, reading: SignalReading): Decision {
  switch (reading.kind) {
    case 'none':
      return afterSilence(position, { problem: 'no-signal' });
    case 'malformed':
      return afterSilence(position, { problem: 'malformed', reason: reading.reason });
    case 'signal':
      return isLoose(slipsOf(reading)) && passesSomething(position.phase, reading.signal)
        ? afterSilence(position, { problem: 'malformed', reason: looseWords(reading) })
        : afterSignal(position, reading.signal);
  }
}

/** A guess may continue the work, but neither leave a phase with a gate nor end the session. */
function passesSomething(phase: Phase, { status, phase: target = phase }: Signal): boolean {
  if (status === 'done') return true;
  if (status !== 'continue' || target === phase) return false;
  return target === 'done' || ruleOf(phase).gate !== undefined;
}

function looseWords(reading: SignalReading): string {
  return `a signal that ends a phase with a gate, or the session, has to be plain JSON as it is documented (${slipsOf(reading).join(', ')})`;
}

/** Missing and malformed signals are counted together: neither says anything to follow. */
function afterSilence(
  position: Position,
  why: { readonly problem: 'no-signal' | 'malformed'; readonly reason?: string },
): Decision {
  const { phase, silent } = position;
  if (silent + 1 < SILENCE_LIMIT) return { kind: 'ready', phase, ...why };
  const last = why.reason === undefined ? '' : `; the last: ${why.reason}`;
  return blocked(
    position,
    why.problem,
    `${silent + 1} iterations in a row left no readable signal${last}`,
  );
}

function afterSignal(position: Position, signal: Signal): Decision {
  const { phase } = position;
  const rule = ruleOf(phase);
  if (!rule.statuses.includes(signal.status)) {
    const valid = rule.statuses.join(', ');
    return blocked(
      position,
      'status',
      `"${signal.status}" may not be signalled in ${phase}; valid: ${valid}`,
    );
  }
  switch (signal.status) {
    case 'blocked': {
      const reason = signal.reason ?? signal.summary ?? 'the agent gave no reason';
      const needs = signal.needs ?? 'human_decision';
      return { kind: 'blocked', phase, problem: undefined, needs, reason };
    }
    case 'done':
      return { kind: 'done', phase: 'done' };
    case 'waiting':
      return afterWaiting(position, rule, signal);
    case 'continue':
      return afterContinue(position, rule, signal.phase ?? phase);
  }
}

function afterWaiting(position: Position, rule: PhaseRule, signal: Signal): Decision {
  const { phase } = position;
  const wanted = signal.for ?? rule.waitsFor[0];
  if (wanted !== undefined && rule.waitsFor.includes(wanted)) {
    return isAnswered(position, wanted)
      ? { kind: 'ready', phase, problem: 'wait-reason', reason: ALL_ANSWERED }
      : { kind: 'waiting', phase, for: wanted };
  }
  const reason = `${phase} may not wait for "${wanted ?? ''}"; valid: ${rule.waitsFor.join(', ')}`;
  return blocked(position, 'wait-reason', reason);
}

/** No person is woken for what they gave; an agent that waits again after a reminder may need them. */
function isAnswered({ answersOpen, isReminded }: Position, wanted: WaitReason): boolean {
  return wanted === 'qa_answers' && answersOpen && !isReminded;
}

const ALL_ANSWERED =
  'no question of _qa.md is open: read the answers and go on, or write a new question there before you wait';

function afterContinue(position: Position, rule: PhaseRule, target: Phase): Decision {
  const { phase } = position;
  if (target === phase) return { kind: 'ready', phase };
  if (!rule.next.includes(target)) {
    const valid = [phase, ...rule.next].join(', ');
    return blocked(position, 'move', `${phase} may not go to ${target}; valid: ${valid}`);
  }
  if (rule.gate !== undefined && !isOpen(rule.gate, position)) {
    return blocked(position, 'gate', closedGate(rule.gate));
  }
  if (!position.hasOverview) {
    const reason = `${phase} may not go to ${target} before _overview.md is written`;
    return blocked(position, 'overview', reason);
  }
  return { kind: 'ready', phase: target };
}

/** Approval is a person's own act (`samocode approve` is the move): no agent finds it open. */
function isOpen(gate: Gate, position: Position): boolean {
  return gate === 'answers' && position.answersOpen;
}

function closedGate(gate: Gate): string {
  return gate === 'answers'
    ? 'requirements may go to planning only after a person has answered every question of _qa.md'
    : 'planning may go to implementation only by a person (samocode approve); signal waiting for plan_approval';
}

function blocked(position: Position, problem: RowProblem, reason: string): Block {
  const needs = problem === 'gate' ? 'human_decision' : 'investigation';
  return { kind: 'blocked', phase: position.phase, problem, needs, reason };
}
