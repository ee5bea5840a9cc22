import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { git, openScene, type Scene } from '../support/program.ts';
import { goTo, turn } from '../support/program-agent.ts';

/** A session that works, and is done. */
function working(): Scene {
  const scene = openScene({
    phases: {
      implementation: [
        goTo(
          'testing',
          { work: ['code.txt', 'one\ntwo\n'] },
          { commit: 'Do it' },
          { work: ['left', '1'] },
        ),
      ],
      testing: [goTo('quality')],
      quality: [goTo('done')],
      done: [
        turn(
          { status: 'done', summary: 'all done' },
          { write: ['_receipt.json', '{"v":1,"costUsd":0}'] },
        ),
      ],
    },
  });
  writeFileSync(scene.config, `${readFileSync(scene.config, 'utf8')}VERIFY=test -e code.txt\n`);
  scene.begin('implementation');
  return scene;
}

const receiptOf = (scene: Scene): Record<string, unknown> =>
  JSON.parse(scene.read('_receipt.json')) as Record<string, unknown>;

test('a session that is done has a receipt, whose facts git confirms and no agent wrote', async () => {
  await using scene = working();
  expect((await scene.run()).code).toBe(0);
  const tree = join(scene.worktrees, 'it');
  const base = git(scene.repo, 'rev-parse', 'trunk');
  expect(receiptOf(scene)).toMatchObject({
    ...{ v: 1, session: 'it', branch: 'it', base: { name: 'trunk', commit: base } },
    head: git(tree, 'rev-parse', 'HEAD'),
    changes: { commits: 1, files: 1, insertions: 2, deletions: 0 },
    uncommitted: 1,
    baseline: null,
    proofs: [
      { phase: 'quality', isGreen: true, how: 'test -e code.txt: exit 0', isExcused: false },
    ],
    iterations: 4,
    costUsd: 0.04,
    versions: {
      samocode: expect.stringMatching(/^\d/) as string,
      node: process.version,
      git: expect.stringMatching(/^\d/) as string,
    },
  });
});

test('a receipt that is missing or was changed is written again, and a right one stays', async () => {
  await using scene = working();
  expect((await scene.run()).code).toBe(0);
  const path = join(scene.folder(), '_receipt.json');
  const [text, { ino }] = [readFileSync(path, 'utf8'), statSync(path)];
  expect((await scene.run()).code).toBe(0);
  expect(statSync(path).ino).toBe(ino);
  const forged = [
    ['"isGreen": true', '"isGreen": false'],
    ['"commits": 1', '"commits": 100'],
    ['"uncommitted": 1', '"uncommitted": 0'],
    ['"name": "trunk"', '"name": "main"'],
    ['"node": "v', '"node": "w'],
    ['"v": 1', '"v": 1, "more": 1'],
  ] as const;
  for (const other of [undefined, '{', ...forged.map(([is, lie]) => text.replace(is, lie))]) {
    expect(other).not.toBe(text);
    rmSync(path);
    if (other !== undefined) writeFileSync(path, other);
    expect((await scene.run()).code).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe(text);
  }
  rmSync(path);
  execFileSync('mkfifo', [path]);
  expect((await scene.run()).code).toBe(0);
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test('report and status take its facts from samocode’s own copy, and no agent’s file', async () => {
  await using scene = working();
  expect((await scene.run()).code).toBe(0);
  const receipt = receiptOf(scene);
  const path = join(scene.folder(), '_receipt.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('"isGreen": true', '"isGreen": false'));
  expect(await scene.status()).toMatchObject({ receipt, handOver: { changes: { commits: 1 } } });
  const report = (await scene.command('report')).stdout;
  expect(report).toMatch(/## Checks\n\n- VERIFY did not run before the work\n/);
  expect(report).toContain('- iteration 6, quality: green (test -e code.txt: exit 0)\n');
  expect(report).toContain(': 1 commit, 1 file +2 −0, 1 file not committed\n');
  expect((await scene.command('report', '--html', '-')).stdout).toContain(
    'iteration 6, quality: green (test -e code.txt: exit 0)',
  );
  const json = JSON.parse((await scene.command('report', '--json')).stdout) as object;
  expect(json).toMatchObject({ receipt });
  // Reopened, it is about an earlier end.
  expect((await scene.command('resume', '--phase', 'implementation')).code).toBe(0);
  expect(await scene.status()).toMatchObject({ receipt: null });
});

test('a session that is not done has none', async () => {
  await using scene = openScene({
    phases: { implementation: [turn({ status: 'blocked', reason: 'enough' })] },
  });
  scene.begin('implementation');
  expect((await scene.run()).code).toBe(4);
  expect(() => scene.read('_receipt.json')).toThrow();
});
