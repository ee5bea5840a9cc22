import { describe, expect, test } from 'vitest';
import { cutActivity, withoutFolders } from '../../../src/domain/run/activity.ts';

describe('an activity', () => {
  const folders = ['/work/shop-worktrees/it', '/work/sessions/it'];

  test.each([
    ['Edit /work/shop-worktrees/it/src/x.ts', 'Edit src/x.ts'],
    ['Write /work/sessions/it/_qa.md', 'Write _qa.md'],
    ['Bash: cat "/work/sessions/it/a" /work/sessions/it/b', 'Bash: cat "a" b'],
    ['Read /mnt/work/sessions/it/a', 'Read /mnt/work/sessions/it/a'],
    ['Read /work/sessions/it-2/a', 'Read /work/sessions/it-2/a'],
    ['Bash: ls /work/sessions/it/', 'Bash: ls /work/sessions/it/'],
  ])('%j is shown as %j', (text, shown) => {
    expect(withoutFolders(text, folders)).toBe(shown);
  });

  test.each([
    ['Edit src/deep/folder/name.ts', 20, 'Edit …folder/name.ts'],
    ['Edit src/x.ts', 20, 'Edit src/x.ts'],
    ['Bash: npm test and more words', 12, 'Bash: npm t…'],
  ])('%j in %i cells keeps the end of its path: %j', (text, cells, shown) => {
    expect(cutActivity(text, cells).length).toBeLessThanOrEqual(cells);
    expect(cutActivity(text, cells)).toBe(shown);
  });
});
