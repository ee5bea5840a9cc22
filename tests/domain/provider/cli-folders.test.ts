import { expect, it } from 'vitest';
import {
  cliFolders,
  orFolderTrouble,
  troubleCure,
  type FolderTrouble,
} from '../../../src/domain/provider/cli-folders.ts';

const folder = { key: 'CODEX_HOME', path: '/a b', isMade: false } as const;
const trouble = (kind: FolderTrouble['kind']): FolderTrouble => ({ folder, kind, problem: 'no' });
const CRASH = { kind: 'overload', reason: 'exit code 1' } as const;

it('names the folders that a CLI writes to, and those that it makes itself', () => {
  expect(cliFolders('codex', { CODEX_HOME: '/c', TMPDIR: '/t' }, '/home/u')).toEqual([
    { key: 'CODEX_HOME', path: '/c', isMade: false },
    { key: 'TMPDIR', path: '/t', isMade: true },
  ]);
  expect(cliFolders('claude', {}, '/home/u')).toEqual([
    { key: 'CLAUDE_CONFIG_DIR', path: '/home/u/.claude', isMade: true },
    { key: 'TMPDIR', path: '/tmp', isMade: true },
  ]);
});

it.each(['missing', 'not-a-folder', 'not-allowed', 'read-only', 'full', 'other'] as const)(
  'quotes the path in the command for a folder that is %s',
  (kind) => {
    expect(troubleCure(trouble(kind))).toContain(`'/a b'`);
  },
);

it('judges a failure before the first event by the folder', () => {
  expect(orFolderTrouble(CRASH, [], [trouble('missing')])).toMatchObject({ kind: 'permanent' });
  expect(orFolderTrouble(CRASH, [], [trouble('full')])).toMatchObject({
    kind: 'disk',
    folder: '/a b',
  });
  expect(orFolderTrouble(CRASH, [], [])).toBe(CRASH);
  const lost = { kind: 'lost', text: 'transcript' } as const;
  expect(orFolderTrouble(CRASH, [lost], [trouble('full')])).toMatchObject({ kind: 'disk' });
  expect(orFolderTrouble(CRASH, [{ kind: 'started' }], [trouble('missing')])).toBe(CRASH);
});
