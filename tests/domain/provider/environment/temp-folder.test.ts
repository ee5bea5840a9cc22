import { expect, test } from 'vitest';
import {
  tempFolderOf,
  tempFolders,
} from '../../../../src/domain/provider/environment/temp-folder.ts';

test('an environment without TMPDIR, or with an empty one, means /tmp for the checks and for the run', () => {
  for (const environment of [{}, { TMPDIR: '' }]) {
    expect(tempFolderOf(environment)).toBe('/tmp');
    const folders = tempFolders('codex', environment);
    expect(folders).toEqual([{ key: 'TMPDIR', path: '/tmp', isMade: false }]);
  }
  expect(tempFolderOf({ TMPDIR: '/var/tmp' })).toBe('/var/tmp');
});

test('Claude Code has a folder of its own beside that of its tools', () => {
  expect(tempFolders('claude', { CLAUDE_CODE_TMPDIR: '/c', TMPDIR: '/t', TMP: '/x' })).toEqual([
    { key: 'CLAUDE_CODE_TMPDIR', path: '/c', isMade: true },
    { key: 'TMPDIR', path: '/t', isMade: false },
  ]);
  const same = { CLAUDE_CODE_TMPDIR: '/t', TMPDIR: '/t' };
  expect(tempFolders('claude', same)).toHaveLength(1);
});

test.each(['TMP', 'TEMP'] as const)('Claude Code reads %s where TMPDIR is not set', (key) => {
  const folders = tempFolders('claude', { CLAUDE_CODE_TMPDIR: '', [key]: '/x' });
  expect(folders).toContainEqual({ key, path: '/x', isMade: true });
  expect(tempFolders('codex', { [key]: '/x' })).toHaveLength(1);
});
