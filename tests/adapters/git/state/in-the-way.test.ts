import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { git, GIT_ENVIRONMENT } from '../../../support/repository.ts';
import { entriesOf, type StateMachine, stateScene, writeAt } from '../../../support/state-scene.ts';

/** Pastes each cure into a shell and takes again; returns the reasons of the refusals. */
async function cured(machine: StateMachine): Promise<readonly string[]> {
  const reasons: string[] = [];
  for (;;) {
    const taken = await machine.take();
    if (taken.kind === 'taken') return reasons;
    if (taken.kind !== 'refused' || reasons.length > 4) throw new Error(JSON.stringify(taken));
    reasons.push(taken.refusal.reason);
    execFileSync('sh', ['-c', taken.refusal.cure], { env: GIT_ENVIRONMENT, stdio: 'ignore' });
  }
}

/** An own worktree of a person, with work that is not committed. */
function ownWorktree({ clone, tree }: StateMachine, path = tree): void {
  git(clone, 'worktree', 'add', '-q', '-b', 'it', path);
  writeAt(path, 'staged', 'mine');
  git(path, 'add', 'staged');
}

describe('what is in the way of a take is cleared by the commands of its refusals', () => {
  const CASES: readonly [string, (b: StateMachine) => void, readonly RegExp[]][] = [
    ['the session', (b) => mkdirSync(b.folder, { recursive: true }), [/the session is here/]],
    [
      'a folder',
      (b) => {
        b.write('mine', 'x');
      },
      [/a worktree is in the way/],
    ],
    [
      'an own worktree',
      (b) => {
        ownWorktree(b);
      },
      [/a worktree is in the way/],
    ],
    [
      'an own worktree with commits',
      (b) => {
        ownWorktree(b);
        git(b.tree, 'commit', '-q', '-m', 'mine');
      },
      [/a worktree is in the way/, /has commits that the session does not have/],
    ],
    [
      'a worktree that was moved by hand',
      (b) => {
        ownWorktree(b);
        renameSync(b.tree, `${b.tree}-mine`);
      },
      [/git still has a worktree at .*, which is gone/],
    ],
    [
      'a removed worktree at another path',
      (b) => {
        ownWorktree(b, join(b.home, 'other'));
        rmSync(join(b.home, 'other'), { recursive: true });
      },
      [/git still has a worktree at .*, which is gone/],
    ],
    [
      'the branch in another worktree',
      (b) => {
        ownWorktree(b, join(b.home, 'other'));
      },
      [/the branch it is checked out in/],
    ],
    [
      'the branch in the clone, and one of the other name',
      (b) => {
        git(b.clone, 'branch', 'it-here');
        git(b.clone, 'switch', '-q', '-c', 'it');
        git(b.clone, 'commit', '-q', '--allow-empty', '-m', 'mine');
      },
      [/the branch it is checked out in/, /has commits that the session does not have/],
    ],
  ];

  test.each(CASES)('%s', async (_, make, reasons) => {
    const { a, b } = stateScene();
    a.write('src/one.ts', 'two\n');
    await a.pushed();
    make(b);
    const said = await cured(b);
    expect(said).toHaveLength(reasons.length);
    for (const [at, reason] of reasons.entries()) expect(said[at]).toMatch(reason);
    expect(entriesOf(b.tree)).toEqual(entriesOf(a.tree));
    expect(git(b.tree, 'branch', '--show-current')).toBe('it');
    expect((await b.push(2)).kind).toBe('pushed');
  });

  test('an own worktree keeps its index where it was moved to', async () => {
    const { a, b } = stateScene();
    await a.pushed();
    ownWorktree(b);
    await cured(b);
    expect(git(`${b.tree}.old`, 'status', '--porcelain')).toBe('A  staged');
    expect(git(`${b.tree}.old`, 'branch', '--show-current')).toBe('');
  });

  test('a path through a link is the same place', async () => {
    const { a, b, root } = stateScene();
    await a.pushed();
    symlinkSync(b.home, join(root, 'link'));
    const linked = b.with({ workTree: b.tree.replace(b.home, join(root, 'link')) });
    ownWorktree(b);
    expect(await cured(linked)).toHaveLength(1);
    expect(realpathSync(linked.tree)).toBe(b.tree);
    expect(git(`${b.tree}.old`, 'status', '--porcelain')).toBe('A  staged');
  });
});

describe('two takes at once on one machine', () => {
  test('end with one worktree, and one that is refused', async () => {
    const { a, b } = stateScene();
    await a.pushed();
    const taken = await Promise.all([b.take(), b.take()]);
    expect(taken.map(({ kind }) => kind).sort()).toEqual(['refused', 'taken']);
    expect(entriesOf(b.tree)).toEqual(entriesOf(a.tree));
  });

  test('of which one died leave no lock', async () => {
    const { a, b } = stateScene();
    await a.pushed();
    mkdirSync(b.place.ownDir, { recursive: true });
    const dead = { id: 'x', pid: 2 ** 22 + 1, startTime: '1' };
    writeFileSync(join(b.place.ownDir, 'take.json'), JSON.stringify(dead));
    expect((await b.take()).kind).toBe('taken');
  });
});
