import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  branchName,
  folderBegun,
  freshFolder,
  isSessionName,
  logStem,
  resolveFolder,
  sessionNames,
} from '../../../src/domain/session/naming/names.ts';

const TODAY = new Date(2026, 0, 5, 9, 7);

describe('the name of a session', () => {
  it.each(['a', 'A', '7', 'add-login', 'v1.2_x', '26-01-05-task', 'x'.repeat(100)])(
    'may be %s',
    (name) => {
      expect(isSessionName(name)).toBe(true);
    },
  );

  it.each([
    ...['', ' ', '.', '..', '-a', '_a', '.a', 'a/b', '/a', '../a', 'a\\b', 'a*', 'a?', '[a]'],
    ...['a b', 'a\n', '\na', 'a\0', 'ä', 'x'.repeat(101), '~', '$HOME'],
  ])('may not be %j', (name) => {
    expect(isSessionName(name)).toBe(false);
  });

  it('is never a path, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        if (isSessionName(name)) expect(name).toMatch(/^[^./\\\s][^/\\\s]*$/);
      }),
    );
  });
});

describe('the folder of a session', () => {
  it('is the one of that very name, even beside dated ones', () => {
    expect(resolveFolder('api', ['26-01-01-api', 'api'], TODAY)).toEqual({
      kind: 'existing',
      folder: 'api',
    });
  });

  it('is the newest dated one', () => {
    const entries = ['26-01-02-api', '25-12-31-api', '26-01-01-api'];
    expect(resolveFolder('api', entries, TODAY).folder).toBe('26-01-02-api');
  });

  it('is never one whose rest only ends in the name', () => {
    const entries = ['26-01-02-redesign-api', '26-01-02-api-2', 'x-26-01-02-api', '6-01-02-api'];
    expect(resolveFolder('api', entries, TODAY)).toEqual({ kind: 'new', folder: '26-01-05-api' });
  });

  it('is found by its dated name as well', () => {
    expect(resolveFolder('26-01-02-api', ['26-01-02-api'], TODAY).folder).toBe('26-01-02-api');
  });

  it('takes no character of the name for a pattern', () => {
    expect(resolveFolder('a.c', ['26-01-02-abc'], TODAY).kind).toBe('new');
  });
});

describe('the folder that another machine began', () => {
  const since = new Date(2026, 0, 5, 9, 7);

  it.each([
    [['26-01-04-api'], '26-01-04-api'],
    [['26-01-06-api', '26-01-05-api', '26-01-07-redesign-api', 'api'], '26-01-06-api'],
    [['26-01-02-api', '25-12-31-api'], undefined],
    [[], undefined],
  ])('among %j is %s', (folders, begun) => {
    expect(folderBegun('api', folders, since)).toBe(begun);
  });
});

describe('the branch of a worktree', () => {
  it.each([
    ['26-01-05-add-login', undefined, 'add-login'],
    ['26-01-05-add-login', 'feature', 'feature/add-login'],
    ['26-01-05-add-login', 'me/feature//', 'me/feature/add-login'],
    ['add-login', undefined, 'add-login'],
    ['26-01-05-26-01-04-x', undefined, '26-01-04-x'],
    ['26-01-05-', undefined, '26-01-05-'],
    ['26-01-05-HEAD', undefined, 'HEAD-session'],
  ])('of %s with prefix %s is %s', (folder, prefix, branch) => {
    expect(branchName(folder, prefix)).toBe(branch);
  });
});

describe('the name of a log', () => {
  it('has date, time, number and phase', () => {
    expect(logStem(TODAY, 7, 'testing', 1)).toBe('01-05-0907-007-testing');
  });

  it('has the attempt from the second on', () => {
    expect(logStem(TODAY, 7, 'testing', 2)).toBe('01-05-0907-007-testing-a2');
    expect(logStem(TODAY, 7, 'testing', 12)).toBe('01-05-0907-007-testing-a12');
  });

  it('holds numbers of more than three digits', () => {
    expect(logStem(TODAY, 1234, 'init', 1)).toBe('01-05-0907-1234-init');
  });
});

describe('the names of all sessions of a project', () => {
  it('leave the date away where --session finds that very folder without it', () => {
    const names = sessionNames(['26-01-01-a', '26-02-01-a', 'b', '26-01-01-b', '26-01-01-', 'c d']);
    expect(Object.fromEntries(names)).toEqual({
      '26-01-01-a': '26-01-01-a',
      '26-02-01-a': 'a',
      b: 'b',
      '26-01-01-b': '26-01-01-b',
      '26-01-01-': '26-01-01-',
      'c d': 'c d',
    });
  });

  it('find the folder they were made of', () => {
    const name = fc.stringMatching(/^[a-c]{1,2}$/);
    const folder = fc.oneof(
      name,
      fc.tuple(fc.constantFrom('26-01-01-', '26-01-02-'), name).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.uniqueArray(folder), (folders) => {
        for (const [of, found] of sessionNames(folders)) {
          expect(resolveFolder(found, folders, TODAY)).toEqual({ kind: 'existing', folder: of });
        }
      }),
    );
  });
});

describe('another session of a name', () => {
  it.each([
    [[], '26-01-05-task'],
    [['task', '25-12-31-task'], '26-01-05-task'],
    [['26-01-05-task'], '26-01-05-task-2'],
    [['26-01-05-task', '26-01-05-task-2'], '26-01-05-task-3'],
  ])('beside %j is %s', (entries, folder) => {
    expect(freshFolder('task', entries, TODAY)).toBe(folder);
  });
});
