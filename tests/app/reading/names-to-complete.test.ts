import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listSessions } from '../../../src/adapters/session/session-list.ts';
import { namesToComplete } from '../../../src/app/reading/names-to-complete.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'samocode-names-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

test('a shell completes the names that --session takes, and no folder that it might run', () => {
  for (const folder of ['26-11-20-api', '26-11-20-$(touch x)', 'web']) {
    mkdirSync(join(root, folder, '_logs'), { recursive: true });
  }
  expect(namesToComplete(() => listSessions(root))).toEqual(['api', 'web']);
});

test('a shell completes nothing where the sessions cannot be listed', () => {
  writeFileSync(join(root, 'file'), '');
  expect(() => listSessions(join(root, 'file'))).toThrow();
  expect(namesToComplete(() => listSessions(join(root, 'file')))).toEqual([]);
});
