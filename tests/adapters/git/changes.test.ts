import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ChangeReader, openChanges } from '../../../src/adapters/git/changes.ts';
import { runTool } from '../../../src/adapters/process/run-tool.ts';
import { NEVER } from '../../../src/app/ports/repository.ts';

let folder: string;
const git = (...args: readonly string[]): string =>
  execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
const commit = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  git('add', '.');
  git('-c', 'user.name=T', '-c', 'user.email=t@localhost', 'commit', '-q', '-m', name);
  return git('rev-parse', 'HEAD');
};
const opened = (limitMs = 30_000): ChangeReader =>
  openChanges({ folder, environment: process.env, runTool, limitMs, stop: NEVER.stop });
let heads: readonly string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'samocode-changes-'));
  git('init', '-q', '-b', 'trunk');
  heads = [commit('a', '1\n2\n'), '', ''];
  git('switch', '-q', '-c', 'work');
  heads = [heads[0] ?? '', commit('b', 'x\n'), commit('a', '1\n')];
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('commits and diff stat between two commits, and from before the first', async () => {
  const [first = '', second = '', third = ''] = heads;
  const { between } = opened();
  expect(await between(first, third)).toEqual({
    commits: 2,
    files: 2,
    insertions: 1,
    deletions: 1,
  });
  expect(await between(second, third)).toEqual({
    commits: 1,
    files: 1,
    insertions: 0,
    deletions: 1,
  });
  expect(await between('unborn', first)).toMatchObject({ commits: 1, files: 1, insertions: 2 });
});

test('what a branch has over its base, and what is not committed', async () => {
  writeFileSync(join(folder, 'c'), 'new');
  const work = await opened().over('trunk');
  expect(work).toMatchObject({ branch: 'work', commits: 2, files: 2, uncommitted: 1 });
  expect(await opened().over('no-such-branch')).toBeUndefined();
});

test('the commits with their files, the oldest first, whatever the names are', async () => {
  rmSync(join(folder, 'c'), { force: true });
  const name = 'odd\tname\n"é';
  const bytes = commit(name, '\0binary');
  const { commitsOver } = opened();
  expect(await commitsOver('trunk')).toEqual([
    expect.objectContaining({ subject: 'b', files: [{ path: 'b', insertions: 1, deletions: 0 }] }),
    expect.objectContaining({ subject: 'a', files: [{ path: 'a', insertions: 0, deletions: 1 }] }),
    {
      commit: bytes,
      subject: 'odd\tname "é',
      files: [{ path: name, insertions: null, deletions: null }],
      fileCount: 1,
    },
  ]);
  expect(await commitsOver('--output=x')).toBeUndefined();
  git('reset', '-q', '--hard', 'HEAD~1');
});

test('no option and no name of a row gets to git, and gone commits are unknown', async () => {
  const [first = ''] = heads;
  const { between } = opened();
  for (const wrong of ['--output=owned', 'HEAD', 'work', '', 'f'.repeat(40)]) {
    expect(await between(first, wrong)).toBeUndefined();
    expect(await between(wrong, first)).toBeUndefined();
  }
  expect(await opened().over('--all')).toBeUndefined();
  expect(git('status', '--porcelain', '--', 'owned')).toBe('');
});

test('when the time is over nothing is asked any more', async () => {
  expect(await opened(0).between(heads[0] ?? '', heads[1] ?? '')).toBeUndefined();
});

test('a repository within starts no program that its settings name', async () => {
  const hit = join(folder, '.git/hit');
  const within = (...args: readonly string[]): string => git('-C', 'within', ...args);
  git('init', '-q', 'within');
  const file = join(folder, 'within/a');
  writeFileSync(file, 'a\n');
  within('add', '.');
  within('-c', 'user.name=T', '-c', 'user.email=t@localhost', 'commit', '-q', '-m', 'a');
  commit('c', 'with a repository within\n');
  within('config', 'filter.x.clean', `touch '${hit}'; cat`);
  writeFileSync(join(folder, 'within/.gitattributes'), '* filter=x\n');
  // As long as before, so that only its content can tell.
  writeFileSync(file, 'b\n');
  utimesSync(file, 1, 1);
  expect(await opened().over('trunk')).toMatchObject({ branch: 'work' });
  expect(existsSync(hit)).toBe(false);
});
