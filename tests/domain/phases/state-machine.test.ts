import { it } from 'vitest';
import { expectGenerated } from '../../support/generated.ts';
import { admissionTable, decisionTable, promiseTable } from './machine-table.ts';

it('docs/state-machine.md shows what decide and admit do (UPDATE_GENERATED=1 writes it)', () => {
  expectGenerated('docs/state-machine.md', {
    decisions: decisionTable,
    promises: promiseTable,
    admissions: admissionTable,
  });
});
