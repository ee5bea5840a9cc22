import { describe, expect, it } from 'vitest';
import { gitSaysDiskFull, saysDiskFull } from '../../../src/domain/run/disk-words.ts';

describe('a full disk', () => {
  it.each([
    'Error: ENOSPC: no space left on device, write',
    "fatal: cannot create directory at 'a': No space left on device",
    'Error: No space left on device (os error 28)',
    'EDQUOT: disk quota exceeded, open',
    'write error: Disk quota exceeded',
    'SQLITE_FULL: database or disk is full',
    'code: ENOSPC',
  ])('is what %j says', (text) => {
    expect(saysDiskFull(text)).toBe(true);
  });

  it('is what git says of a file that it cannot write', () => {
    expect(gitSaysDiskFull('error: unable to write file large')).toBe(true);
    expect(gitSaysDiskFull('fatal: sha1 file write error: No space left on device')).toBe(true);
    expect(gitSaysDiskFull("fatal: a branch named 'x' already exists")).toBe(false);
    expect(saysDiskFull('error: unable to write file large')).toBe(false);
  });

  it.each([
    '',
    "Error: ENOSPC: System limit for number of file watchers reached, watch '/x'",
    'inotify_add_watch: No space left on device',
    'the disk is slow',
    'ENOSPCX',
    'EACCES: permission denied',
  ])('is not what %j says', (text) => {
    expect(saysDiskFull(text)).toBe(false);
  });
});
