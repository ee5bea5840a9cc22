import { expect, it } from 'vitest';
import {
  cliFolders,
  type FolderTrouble,
  orFolderTrouble,
  troubleCure,
} from '../../../../src/domain/provider/environment/cli-folders.ts';

const folder = { key: 'CODEX_HOME', path: '/a b', isMade: false, isTemporary: false } as const;
const trouble = (kind: FolderTrouble['kind']): FolderTrouble => ({
  ...{ folder, kind, problem: 'no', tried: folder.path },
});
const CRASH = { kind: 'overload', reason: 'exit code 1' } as const;

it('names the folders that a CLI writes to, and those that it makes itself', () => {
  const place = { home: '/home/u', isSandboxed: false };
  const codex = { CODEX_HOME: '/c', TMPDIR: '/t', CLAUDE_CODE_TMPDIR: '/not-read', TMP: '/nor' };
  expect(cliFolders({ ...place, provider: 'codex', environment: codex })).toEqual([
    { key: 'CODEX_HOME', path: '/c', isMade: false, isTemporary: false },
    { key: 'TMPDIR', path: '/t', isMade: false, isTemporary: true },
  ]);
  expect(cliFolders({ ...place, provider: 'claude', environment: {} })).toEqual([
    { key: 'CLAUDE_CONFIG_DIR', path: '/home/u/.claude', isMade: true, isTemporary: false },
    { key: 'TMPDIR', path: '/tmp', isMade: true, isTemporary: true },
  ]);
});

it('names no folder for temporary files in a sandbox, which has its own', () => {
  const environment = { CLAUDE_CODE_TMPDIR: '/c', TMPDIR: '/t' };
  const folders = cliFolders({ provider: 'claude', environment, home: '/h', isSandboxed: true });
  expect(folders.map(({ key }) => key)).toEqual(['CLAUDE_CONFIG_DIR']);
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
  const temporary = {
    folder: { ...folder, key: 'TMPDIR', path: '/t' },
    kind: 'missing',
    tried: '/',
  } as const;
  const both = [trouble('full'), { ...temporary, problem: 'no' }];
  const said = { kind: 'overload', reason: "EROFS: mkdir '/t/claude-0'" } as const;
  expect(orFolderTrouble(said, [], both)).toMatchObject({ kind: 'permanent' });
  const lost = { kind: 'lost', text: 'transcript' } as const;
  expect(orFolderTrouble(CRASH, [lost], [trouble('full')])).toMatchObject({ kind: 'disk' });
  expect(orFolderTrouble(CRASH, [{ kind: 'started' }], [trouble('missing')])).toBe(CRASH);
});
