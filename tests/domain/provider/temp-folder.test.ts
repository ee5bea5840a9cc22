import { expect, test } from 'vitest';
import { cliFolders } from '../../../src/domain/provider/cli-folders.ts';
import { tempFolderOf } from '../../../src/domain/provider/temp-folder.ts';

test('an environment without TMPDIR, or with an empty one, means /tmp for the checks and for the run', () => {
  for (const environment of [{}, { TMPDIR: '' }]) {
    expect(tempFolderOf(environment)).toBe('/tmp');
    const folders = cliFolders('codex', environment, '/home/ada');
    expect(folders).toContainEqual({ key: 'TMPDIR', path: '/tmp', isMade: true });
  }
  expect(tempFolderOf({ TMPDIR: '/var/tmp' })).toBe('/var/tmp');
});
