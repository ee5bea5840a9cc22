import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writtenFolders } from '../../../src/adapters/git/place/written-folders.ts';

function gitFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'written-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  for (const name of ['refs', 'objects']) mkdirSync(join(folder, name));
  return folder;
}

test('git writes a worktree and its branch into these folders, or makes the missing ones', () => {
  const folder = gitFolder();
  mkdirSync(join(folder, 'refs/heads'));
  const [refs, objects] = [join(folder, 'refs/heads'), join(folder, 'objects')];
  expect(writtenFolders(folder)).toEqual([folder, refs, objects]);
  mkdirSync(join(folder, 'worktrees'));
  expect(writtenFolders(folder)).toEqual([join(folder, 'worktrees'), refs, objects]);
});

test('the folder of a file refs/heads stands for it, as reftables have it', () => {
  const folder = gitFolder();
  writeFileSync(join(folder, 'refs/heads'), 'this repository uses the reftable format\n');
  expect(writtenFolders(folder)).toContain(join(folder, 'refs'));
});
