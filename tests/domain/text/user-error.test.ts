import { describe, expect, it } from 'vitest';
import { orUserError, unlessUserError, UserError } from '../../../src/domain/text/user-error.ts';

const told = new UserError('no such file', { hint: 'samocode init' });

function fails(error: Error): () => number {
  return () => {
    throw error;
  };
}

describe('orUserError, unlessUserError', () => {
  it('give what was taken', () => {
    expect(orUserError(() => 1)).toBe(1);
    expect(unlessUserError(() => 1)).toBe(1);
  });

  it('give an error for a person back, or undefined for it', () => {
    expect(orUserError(fails(told))).toBe(told);
    expect(unlessUserError(fails(told))).toBeUndefined();
  });

  it('throw any other error: it is a bug', () => {
    expect(() => orUserError(fails(new TypeError('bug')))).toThrow('bug');
    expect(() => unlessUserError(fails(new TypeError('bug')))).toThrow('bug');
  });
});
