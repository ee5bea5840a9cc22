import { it } from 'vitest';
import { signalTable } from '../../src/domain/phases/registry-text.ts';
import { expectGenerated } from '../support/generated.ts';

it('workflow.md holds the table that the registry makes (UPDATE_GENERATED=1 writes them)', () => {
  expectGenerated('workflow.md', { signals: signalTable });
});
