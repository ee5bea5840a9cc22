import { parse } from 'dotenv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  projectFileText,
  proposeFolders,
  proposeSetUp,
  proposeVerify,
} from '../../../src/domain/set-up/project-file.ts';

const SETTINGS = { ...proposeFolders('shop'), setUp: undefined, verify: undefined };

describe('projectFileText', () => {
  test('what is proposed needs no quotes', () => {
    expect(projectFileText(SETTINGS)).toBe(
      [
        '# samocode: paths are relative to this file',
        'MAIN_REPO=.',
        'WORKTREES=../shop-worktrees',
        'SESSIONS=../shop-sessions',
        '',
      ].join('\n'),
    );
  });

  test('every text that it writes is read back as it was', () => {
    const value = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => text.trim() !== '');
    fc.assert(
      fc.property(value, value, (worktrees, verify) => {
        const text = projectFileText({ ...SETTINGS, worktrees, verify });
        if (text === undefined) return;
        expect(parse(text)).toMatchObject({ WORKTREES: worktrees, VERIFY: verify });
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ' padded ',
    "it's",
    'say "x"',
    'C:\\new',
    '# no comment',
    '$HOME',
    '`date`',
    "it's \\n",
  ])('%j survives', (verify) => {
    const text = projectFileText({ ...SETTINGS, verify }) ?? '';
    expect(parse(text)['VERIFY']).toBe(verify);
  });

  test.each(['two\nlines', '\'"`', 'a\rb', 'a\0b'])(
    '%j cannot be written, and is not',
    (verify) => {
      expect(projectFileText({ ...SETTINGS, verify })).toBeUndefined();
    },
  );
});

describe('proposeVerify', () => {
  const has =
    (...names: readonly string[]) =>
    (name: string): boolean =>
      names.includes(name);

  test.each([
    [[], { test: 'vitest' }, 'npm test'],
    [['pnpm-lock.yaml'], { test: 'vitest' }, 'pnpm test'],
    [['yarn.lock'], { test: 'vitest' }, 'yarn test'],
    [[], { test: 'echo "Error: no test specified" && exit 1' }, undefined],
    [['Cargo.toml'], {}, 'cargo test'],
    [['go.mod'], {}, 'go test ./...'],
    [['pytest.ini'], {}, 'python3 -m pytest'],
    [[], { test: 7 }, undefined],
  ])('%j with scripts %j: %s', (files, scripts, command) => {
    expect(proposeVerify(has(...files), scripts)).toBe(command);
  });
});

test.each([
  ['package-lock.json', 'npm ci'],
  ['pnpm-lock.yaml', 'pnpm install --frozen-lockfile'],
  ['uv.lock', 'uv sync --frozen'],
  ['go.sum', undefined],
])('with %s it proposes the set-up %s', (file, command) => {
  expect(proposeSetUp((name) => name === file)).toBe(command);
});
