import { parsePhase, type Phase } from '../phases/phase.ts';
import { NEEDS, ruleOf, WAIT_REASONS, type WaitReason } from '../phases/rules.ts';
import type { ForeignRow } from './row.ts';
import type { RowStanding } from './standing.ts';

/**
 * The standing of a session without a row of ours: its last Python row decides, if the phase of its
 * overview can wait for that; otherwise the `Blocked` of its overview decides.
 */
export function takenOverStanding(
  last: ForeignRow | undefined,
  phase: Phase,
  blocked = '',
): RowStanding {
  if (last === undefined) return standingAsSaid(blocked, phase);
  const { accepted, status, reason = AS_LEFT } = last;
  const isHere = last.phase === undefined || parsePhase(last.phase) === phase;
  if (accepted && status === 'done') return phase === 'done' ? { kind: 'done' } : READY;
  if (accepted && status === 'waiting') return waitAsWritten(last, phase, isHere);
  return isHere && (!accepted || status === 'blocked') ? blockedFor(reason) : READY;
}

const AS_LEFT = 'as the Python tool left it';

function waitAsWritten(last: ForeignRow, phase: Phase, isHere: boolean): RowStanding {
  const known = WAIT_REASONS.find((one) => one === last.for);
  if (!isHere && !mayWait(phase, known)) return READY;
  return waiting(known ?? defaultWait(phase), last.reason ?? AS_LEFT);
}

/** The Python tool's rows name the next phase, so the wait reason tells the current phase better. */
function mayWait(phase: Phase, reason: WaitReason | undefined): boolean {
  return reason !== undefined && ruleOf(phase).waitsFor.includes(reason);
}

const READY: RowStanding = { kind: 'ready' };

/** Another word than these is a reason: a spawn would not help before a person has seen it. */
const NOT_BLOCKED = ['', 'no', 'none', 'false', 'n/a', '-'];

function standingAsSaid(blocked: string, phase: Phase): RowStanding {
  if (NOT_BLOCKED.includes(blocked)) return READY;
  const reason = `its overview says "Blocked: ${blocked}"`;
  return blocked.startsWith('waiting') ? waiting(defaultWait(phase), reason) : blockedFor(reason);
}

function waiting(reason: WaitReason, text: string): RowStanding {
  return { kind: 'waiting', for: reason, reason: text, quote: text, baseline: undefined };
}

function blockedFor(reason: string): RowStanding {
  const [needs] = NEEDS;
  return { kind: 'blocked', reason, quote: reason, needs, gate: undefined, baseline: undefined };
}

function defaultWait(phase: Phase): WaitReason {
  return ruleOf(phase).waitsFor[0] ?? 'human_action';
}
