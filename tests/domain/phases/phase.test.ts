import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePhase, PHASES } from '../../../src/domain/phases/phase.ts';

describe('the phases', () => {
  it('stand in the order of the workflow', () => {
    expect(PHASES.join(' → ')).toBe(
      'init → investigation → requirements → planning → implementation → testing → quality → done',
    );
  });

  it.each(PHASES)('are named in any case and with any padding: %s', (phase) => {
    expect(parsePhase(phase)).toBe(phase);
    expect(parsePhase(`\t ${phase.toUpperCase()} \n`)).toBe(phase);
  });

  it.each(['', ' ', 'plan', 'planning.', 'planning implementation', '**done**', 'constructor'])(
    'are not named by %j',
    (text) => {
      expect(parsePhase(text)).toBeUndefined();
    },
  );

  it('are all that any text can name', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect([...PHASES, undefined]).toContain(parsePhase(text));
      }),
    );
  });
});
