import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { phaseTable, signalTable } from '../../src/domain/registry-text.ts';
import { ROOT } from '../support/assets.ts';

const PARTS = { phases: phaseTable, signals: signalTable } as const;

function withParts(text: string): string {
  return Object.entries(PARTS).reduce((current, [name, make]) => {
    const part = new RegExp(`(<!-- generated: ${name} -->\n)[\\s\\S]*?(<!-- /generated -->)`);
    expect(current, `workflow.md has a place for ${name}`).toMatch(part);
    return current.replace(part, (_, open: string, close: string) => `${open}${make()}\n${close}`);
  }, text);
}

it('workflow.md holds the tables that the registry makes (UPDATE_GENERATED=1 writes them)', () => {
  const path = join(ROOT, 'workflow.md');
  const text = readFileSync(path, 'utf8');
  const wanted = withParts(text);
  if (process.env['UPDATE_GENERATED'] === '1' && wanted !== text) writeFileSync(path, wanted);
  else expect(text).toBe(wanted);
});
