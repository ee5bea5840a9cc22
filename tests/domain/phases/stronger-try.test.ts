import { describe, expect, it } from 'vitest';
import { PROFILE_NAMES } from '../../../src/domain/models/profiles.ts';
import type { Decision } from '../../../src/domain/phases/decision.ts';
import { PHASES } from '../../../src/domain/phases/phase.ts';
import { NEEDS } from '../../../src/domain/phases/rules.ts';
import { orStronger } from '../../../src/domain/phases/stronger-try.ts';
import { ROW_PROBLEMS } from '../../../src/domain/session/rows/iteration-row.ts';
import { CASES } from './decision-cases.ts';

const BLOCKS = PHASES.flatMap((phase) =>
  [undefined, ...ROW_PROBLEMS].flatMap((problem) =>
    NEEDS.map((needs): Decision => ({ kind: 'blocked', phase, problem, needs, reason: 'why' })),
  ),
);
const DECISIONS = [...CASES.map(({ decision }) => decision), ...BLOCKS];
const TRIES = [undefined, ...PROFILE_NAMES].flatMap((profile) =>
  [true, false].map((isUsed) => ({ profile, isUsed })),
);

describe('every decision with every state of the one try', () => {
  it('changes only where a phase is stuck, or its agent is blocked by an error', () => {
    const changed = DECISIONS.flatMap((decision) =>
      TRIES.filter((one) => orStronger(decision, one) !== decision).map((one) => ({
        ...one,
        ...decision,
      })),
    );
    expect(changed.length).toBeGreaterThan(0);
    for (const one of changed) {
      expect(one).toMatchObject({ kind: 'blocked', isUsed: false });
      expect(one.profile).toBeDefined();
      const block = one as Extract<Decision, { kind: 'blocked' }>;
      const isByAgent = block.problem === undefined && block.needs === 'error_resolution';
      expect(isByAgent || block.problem === 'stuck').toBe(true);
    }
  });

  it('never leaves the phase, and so passes no gate', () => {
    const moved = DECISIONS.flatMap((decision) =>
      TRIES.map((one) => orStronger(decision, one)).filter(({ phase }) => phase !== decision.phase),
    );
    expect(moved).toEqual([]);
  });

  it('names the profile and the reason', () => {
    const stuck = { kind: 'blocked', phase: 'quality', problem: 'stuck' } as const;
    const block = { ...stuck, needs: 'investigation', reason: 'stuck: idle' } as const;
    expect(orStronger(block, { profile: 'strong', isUsed: false })).toEqual({
      kind: 'ready',
      phase: 'quality',
      reason: 'stuck: idle; one more try with the profile strong',
      stronger: { profile: 'strong', reason: 'stuck: idle' },
    });
  });
});
