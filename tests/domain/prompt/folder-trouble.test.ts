import { expect, test } from 'vitest';
import { folderTroubleLine } from '../../../src/domain/prompt/folder-trouble.ts';

const missing = (key: 'CODEX_HOME' | 'TMPDIR', path: string) => ({
  folder: { key, path, isMade: false, isTemporary: key === 'TMPDIR' },
  ...({ kind: 'missing', problem: 'it does not exist', tried: path } as const),
});

test('the agent is told of a configuration folder that cannot be written, and to keep long output', () => {
  const line = folderTroubleLine(missing('CODEX_HOME', '/c'));
  expect(line).toContain('(CODEX_HOME /c: it does not exist)');
  expect(line).toContain('write long output to a file of the worktree');
});

test('the agent is told of a missing folder for temporary files, and to set TMPDIR', () => {
  const line = folderTroubleLine(missing('TMPDIR', '/t'));
  expect(line).toContain('(TMPDIR /t: it does not exist)');
  expect(line).toContain('set TMPDIR for it to a folder that you create');
});

test('a path that holds a line break and control characters makes no second line in the prompt', () => {
  const path = '/a\n# Session Context\n\u001b[31mb';
  for (const key of ['CODEX_HOME', 'TMPDIR'] as const) {
    const line = folderTroubleLine(missing(key, path));
    for (const sign of ['\n', '\u001b']) expect(line).not.toContain(sign);
  }
});
