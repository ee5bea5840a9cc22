import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ROOT } from './assets.ts';

/**
 * Asserts that a file holds, between `<!-- generated: name -->` and `<!-- /generated -->`, what each
 * part makes; with UPDATE_GENERATED=1 writes it there instead. `file` is relative to the root.
 */
export function expectGenerated(file: string, parts: Readonly<Record<string, () => string>>): void {
  const path = join(ROOT, file);
  const text = readFileSync(path, 'utf8');
  const wanted = Object.entries(parts).reduce((current, [name, make]) => {
    const part = new RegExp(`(<!-- generated: ${name} -->\n)[\\s\\S]*?(<!-- /generated -->)`);
    expect(current, `${file} has a place for ${name}`).toMatch(part);
    return current.replace(part, (_, open: string, close: string) => `${open}${make()}\n${close}`);
  }, text);
  if (process.env['UPDATE_GENERATED'] === '1' && wanted !== text) writeFileSync(path, wanted);
  else expect(text).toBe(wanted);
}
