import { mkdirSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { watchWorkTree } from '../../../src/adapters/git/worktree/work-tree-watch.ts';
import { attack } from '../../support/attack.ts';
import { git } from '../../support/repository.ts';
import { temporaryFolder } from '../../support/session.ts';

function linkedWorkTree() {
  const root = realpathSync(temporaryFolder());
  const main = join(root, 'main');
  mkdirSync(main);
  git(main, 'init', '-q', '-b', 'trunk');
  git(main, 'commit', '-q', '--allow-empty', '-m', 'Begin');
  const tree = join(root, 'tree');
  git(main, 'worktree', 'add', '-q', '-b', 'one', tree);
  return { root, main, tree, loss: watchWorkTree(main, tree) };
}

test('a worktree with other files, commits and a repaired link is still the same', () => {
  const { main, tree, loss } = linkedWorkTree();
  writeFileSync(join(tree, 'file'), 'work\n');
  git(tree, 'add', '.');
  git(tree, 'commit', '-q', '-m', 'Work');
  git(main, 'worktree', 'repair', tree);
  expect(loss()).toBeUndefined();
});

test('a worktree that was removed is lost', () => {
  const { main, tree, loss } = linkedWorkTree();
  git(main, 'worktree', 'remove', '--force', tree);
  expect(loss()).toBe(`the worktree ${tree} is gone; changes that were not committed are lost`);
});

test('a worktree that was made again at its path is another folder', () => {
  const { root, main, tree, loss } = linkedWorkTree();
  // A process that works in it keeps its inode.
  renameSync(tree, join(root, 'away'));
  git(main, 'worktree', 'add', '-q', '-f', tree, 'one');
  expect(loss()).toContain('was replaced by another folder; changes that were not committed');
});

attack(
  'An agent moves its worktree away and puts a link to it, or to another folder, in its place',
  { modes: ['bypass'], outcome: 'told' },
  () => {
    for (const target of ['away', 'main']) {
      const { root, tree, loss } = linkedWorkTree();
      renameSync(tree, join(root, 'away'));
      symlinkSync(join(root, target), tree);
      expect(loss()).toContain('was replaced by a link; remove the link');
    }
  },
);

test('a worktree without its link names the command that repairs it', () => {
  const { main, tree, loss } = linkedWorkTree();
  rmSync(join(tree, '.git'));
  expect(loss()).toContain(`first: git -C ${main} worktree repair`);
});

test('a worktree without its git folder is told apart', () => {
  const { main, loss } = linkedWorkTree();
  rmSync(join(main, '.git/worktrees'), { recursive: true });
  expect(loss()).toMatch(/^the git folder of the worktree .* is gone/);
});

test('a folder that was never there is gone', () => {
  expect(watchWorkTree('/', '/no/such/folder')()).toContain('is gone');
});
