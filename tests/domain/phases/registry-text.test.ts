import { describe, expect, it } from 'vitest';
import { PHASES } from '../../../src/domain/phases/phase.ts';
import {
  phaseTable,
  promisesOf,
  signalTable,
  table,
} from '../../../src/domain/phases/registry-text.ts';
import { NEEDS, ruleOf, STATUSES, WAIT_REASONS } from '../../../src/domain/phases/rules.ts';

describe('the table of the phases', () => {
  it('has one line a phase, in their order, with all that the registry says', () => {
    const lines = phaseTable().split('\n').slice(2);
    expect(lines).toHaveLength(PHASES.length);
    for (const [at, phase] of PHASES.entries()) {
      const { next, statuses, waitsFor, gate, promises } = ruleOf(phase);
      const cells = (lines[at] ?? '').split('|').map((cell) => cell.trim());
      const names = (cell: string | undefined): readonly string[] =>
        [...(cell ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '');
      expect(names(cells[1])).toEqual([phase]);
      expect(names(cells[2])).toEqual(next);
      expect(names(cells[3])).toEqual(statuses);
      expect(names(cells[4])).toEqual(waitsFor);
      expect(cells[5] !== '').toBe(gate !== undefined || promises.length > 0);
      expect(cells[5]).toContain(promisesOf(phase));
    }
  });
});

describe('the table of the signal', () => {
  it('explains every enumerated value once', () => {
    const lines = signalTable().split('\n').slice(2);
    const wanted = [
      ...STATUSES.map((value) => `| \`status\` | \`${value}\` | `),
      ...WAIT_REASONS.map((value) => `| \`for\` | \`${value}\` | `),
      ...NEEDS.map((value) => `| \`needs\` | \`${value}\` | `),
    ];
    expect(lines).toHaveLength(wanted.length);
    for (const start of wanted) {
      expect(
        lines.filter((line) => line.startsWith(start) && line.length > start.length + 4),
      ).toHaveLength(1);
    }
  });
});

describe('a table', () => {
  it('has head, rule and rows, and no line end', () => {
    expect(table(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |');
  });
});
