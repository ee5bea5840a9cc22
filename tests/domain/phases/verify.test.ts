import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../src/domain/phases/decision.ts';
import { afterVerify, type Proof, RED_LIMIT } from '../../../src/domain/phases/verify.ts';

const TO_DONE: Decision = { kind: 'ready', phase: 'done' };
const RED: Proof = {
  phase: 'testing',
  green: false,
  reds: 0,
  how: 'npm test: exit 1',
  tail: '1 failed\n',
};

describe('the proof of work', () => {
  it('lets the move through when it is green, whatever was before', () => {
    for (const reds of [0, 1, 2, 3]) {
      expect(afterVerify(TO_DONE, { ...RED, green: true, reds })).toBe(TO_DONE);
    }
  });

  it.each([0, 1])('keeps the phase and shows the tail after %i reds', (reds) => {
    expect(afterVerify(TO_DONE, { ...RED, reds })).toEqual({
      kind: 'ready',
      phase: 'testing',
      problem: 'verify',
      reason: 'VERIFY failed (npm test: exit 1)\n1 failed',
    });
  });

  it.each([2, 3])('blocks after %i reds: the third in a row is enough', (reds) => {
    expect(RED_LIMIT).toBe(3);
    expect(afterVerify(TO_DONE, { ...RED, phase: 'quality', reds })).toMatchObject({
      kind: 'blocked',
      phase: 'quality',
      problem: 'verify',
      needs: 'error_resolution',
    });
  });

  it('needs no tail', () => {
    expect(afterVerify(TO_DONE, { ...RED, tail: '' })).toMatchObject({
      reason: 'VERIFY failed (npm test: exit 1)',
    });
  });
});
