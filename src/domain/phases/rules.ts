import { type Phase, PHASES } from './phase.ts';

/** The statuses that an agent may report for its step. */
export const STATUSES = ['continue', 'done', 'blocked', 'waiting'] as const;
export type Status = (typeof STATUSES)[number];

/** The reasons for which a session may wait. */
export const WAIT_REASONS = ['qa_answers', 'plan_approval', 'file_update', 'human_action'] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];

/** What would help a blocked session. */
export const NEEDS = [
  'human_decision',
  'clarification',
  'error_resolution',
  'investigation',
  'environment',
] as const;
export type Need = (typeof NEEDS)[number];

/** A point that only a person opens: the answers to the questions, the approval of the plan. */
export type Gate = 'answers' | 'approval';

/** The gate at which a session with this reason waits. */
export function gateOfWait(reason: WaitReason): Gate | undefined {
  if (reason === 'qa_answers') return 'answers';
  return reason === 'plan_approval' ? 'approval' : undefined;
}

/** The things that an agent owes before the session leaves its phase. */
export const PROMISES = [
  'findings',
  'requirements',
  'plan',
  'boxes',
  'commit',
  'report',
  'reviewed',
  'review',
  'passed',
  'summary',
] as const;
export type Promised = (typeof PROMISES)[number];

export interface PhaseRule {
  /** The phases an agent may ask for next, besides its own. */
  readonly next: readonly Phase[];
  readonly statuses: readonly Status[];
  /** Iterations accepted in one stay; the one after is not spawned. */
  readonly limit: number;
  /** Its agent changes no tracked file and makes no commit. */
  readonly isReadOnly: boolean;
  /** Lies between this phase and the ones in `next`. */
  readonly gate: Gate | undefined;
  /** The first is the one a `waiting` without `for` means. */
  readonly waitsFor: readonly WaitReason[];
  /** Without these no signal that ends the phase is followed (promises.ts). */
  readonly promises: readonly Promised[];
}

/** The registry: the only place that knows which phase may do what. */
export const RULES = {
  init: {
    next: ['investigation'],
    statuses: ['continue', 'blocked'],
    limit: 5,
    isReadOnly: false,
    gate: undefined,
    waitsFor: [],
    promises: [],
  },
  investigation: {
    next: ['requirements'],
    statuses: ['continue', 'blocked'],
    limit: 20,
    isReadOnly: true,
    gate: undefined,
    waitsFor: [],
    promises: ['findings'],
  },
  requirements: {
    next: ['planning'],
    statuses: ['continue', 'waiting', 'blocked'],
    limit: 10,
    isReadOnly: true,
    gate: 'answers',
    waitsFor: ['qa_answers'],
    promises: ['requirements'],
  },
  planning: {
    next: ['implementation'],
    statuses: ['continue', 'waiting', 'blocked'],
    limit: 10,
    isReadOnly: true,
    gate: 'approval',
    waitsFor: ['plan_approval'],
    promises: ['plan'],
  },
  implementation: {
    next: ['testing', 'quality'],
    statuses: ['continue', 'waiting', 'blocked'],
    limit: 100,
    isReadOnly: false,
    gate: undefined,
    waitsFor: ['human_action', 'file_update'],
    promises: ['boxes', 'commit'],
  },
  testing: {
    next: ['quality', 'done'],
    statuses: ['continue', 'blocked'],
    limit: 20,
    isReadOnly: true,
    gate: undefined,
    waitsFor: [],
    promises: ['report', 'reviewed'],
  },
  quality: {
    next: ['testing', 'done'],
    statuses: ['continue', 'blocked'],
    limit: 10,
    isReadOnly: false,
    gate: undefined,
    waitsFor: [],
    promises: ['review', 'passed'],
  },
  done: {
    next: [],
    statuses: ['done', 'blocked'],
    limit: 3,
    isReadOnly: false,
    gate: undefined,
    waitsFor: [],
    promises: ['summary'],
  },
} as const satisfies Record<Phase, PhaseRule>;

/** The rule of a phase, in its general type. */
export function ruleOf(phase: Phase): PhaseRule {
  return RULES[phase];
}

/** The first gate between two phases on the way forward; undefined on the way back. */
export function gateBetween(from: Phase, to: Phase): Gate | undefined {
  const passed = PHASES.slice(PHASES.indexOf(from), PHASES.indexOf(to));
  return passed.map((phase) => ruleOf(phase).gate).find((gate) => gate !== undefined);
}
