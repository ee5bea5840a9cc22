import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { appears, git, openScene, type Scene, until } from '../support/program.ts';
import { type Deed, goTo, turn } from '../support/program-agent.ts';

const ENOUGH = turn({ status: 'blocked', reason: 'enough' });
/** Characters that a shell, git or Markdown would read as something else. */
const ODD = "it's [a] *file*;$(x)";

/** A testing agent that does something and tests on, and then one that is blocked. */
function testing(...deeds: readonly Deed[]): Scene {
  const scene = openScene({ phases: { testing: [goTo('testing', ...deeds), ENOUGH] } });
  writeFileSync(join(scene.repo, ODD), 'as it was\n');
  git(scene.repo, 'add', '.');
  git(scene.repo, 'commit', '-q', '-m', 'An odd name');
  scene.begin('testing');
  return scene;
}

const treeOf = (scene: Scene): string => join(scene.worktrees, 'it');
const shell = (line: string): string =>
  execFileSync('/bin/sh', ['-c', line], { encoding: 'utf8' }).trim();
const wroteIn = (scene: Scene): readonly unknown[] => scene.rows().map(({ wrote }) => wrote);
const commandsIn = (text: string): readonly string[] =>
  [...text.matchAll(/^ *(?:> (?:show|put back): )?(git -C .*)$/gm)].map(([, line = '']) => line);

describe('a tracked file that changed in a read-only phase', () => {
  test('is in the row, the output, the next prompt and the report, with commands that show it and put it back', async () => {
    const deeds = [{ work: [ODD, 'fixed\n'] }, { work: ['scratch', 'not tracked\n'] }] as const;
    await using scene = testing(...deeds);
    const ended = await scene.run();
    expect(ended.code).toBe(4);
    expect(wroteIn(scene)).toMatchObject([
      { count: 1, paths: [ODD], isHeadMoved: false },
      undefined,
    ]);
    const words = `changed a tracked file in testing, a read-only phase: ${ODD}`;
    expect(ended.stdout).toContain(`iteration 4 ${words}`);
    const prompt = scene.prompt(2);
    expect(prompt).toContain(`The iteration before this one ${words}. `);
    expect(prompt).toContain('- It changes no tracked file and makes no commit');
    const [show = '', restore = ''] = commandsIn(prompt);
    const report = (await scene.command('report')).stdout;
    expect(report).toContain('## Changed in read-only phases');
    expect(commandsIn(report)).toEqual(expect.arrayContaining([show, restore]));
    const page = (await scene.command('report', '--html')).stdout.trim();
    expect(readFileSync(page, 'utf8')).toContain('Changed in read-only phases');
    expect(shell(show)).toMatch(/-as it was\n\+fixed$/);
    shell(restore);
    expect(readFileSync(join(treeOf(scene), ODD), 'utf8')).toBe('as it was\n');
    expect(git(treeOf(scene), 'status', '--porcelain')).toBe('?? scratch');
  });

  test('and so is a commit, of new files too', async () => {
    await using scene = testing({ work: ['new', '1\n'] }, { commit: 'Quick fix' });
    expect((await scene.run()).code).toBe(4);
    expect(wroteIn(scene)).toMatchObject([
      { count: 1, paths: ['new'], isHeadMoved: true },
      undefined,
    ]);
    const prompt = scene.prompt(2);
    expect(prompt).toContain('changed a tracked file and moved HEAD in testing');
    const [show = '', log = '', restore = ''] = commandsIn(prompt);
    expect(shell(show)).toMatch(/\+1$/);
    expect(shell(log)).toMatch(/^commit \w+\n[^]*Quick fix/);
    expect(shell(log).match(/^commit/gm)).toHaveLength(1);
    shell(restore);
    expect(git(treeOf(scene), 'status', '--porcelain')).toBe('D new');
  });

  test('of many files the commands name none, and work as well', async () => {
    const sh = 'cd ../../worktrees/it && for n in $(seq 30); do echo 2 > "f$n"; done';
    await using scene = testing({ sh });
    for (let n = 1; n <= 30; n += 1) writeFileSync(join(scene.repo, `f${n}`), '1\n');
    git(scene.repo, 'add', '.');
    git(scene.repo, 'commit', '-q', '-m', 'Many');
    expect((await scene.run()).code).toBe(4);
    const prompt = scene.prompt(2);
    expect(prompt).toContain('changed 30 tracked files');
    expect(prompt).toContain('and 10 more');
    const [show = '', restore = ''] = commandsIn(prompt);
    expect(shell(show).match(/^\+2$/gm)).toHaveLength(30);
    shell(restore);
    expect(git(treeOf(scene), 'status', '--porcelain')).toBe('');
  });

  test('is known after a kill between its checkpoint and its row too', async () => {
    await using scene = testing({ work: [ODD, 'fixed\n'] });
    const met = join(scene.root, 'met');
    const verify = `test -e ${met} || { touch ${met}; sleep 600; }`;
    writeFileSync(scene.config, `VERIFY_TESTING=${verify}\n`, { flag: 'a' });
    scene.script({
      phases: { testing: [goTo('quality', { work: [ODD, 'fixed\n'] })], quality: [ENOUGH] },
    });
    const run = scene.startRun();
    await appears(met);
    run.child.kill('SIGKILL');
    await run.ended;
    expect((await scene.run()).code).toBe(4);
    expect(scene.spawns()).toHaveLength(2);
    expect(wroteIn(scene)).toMatchObject([{ count: 1, paths: [ODD] }, undefined]);
  });

  test('is not told where the proof of work changed it, or a person who then acted', async () => {
    await using scene = testing();
    writeFileSync(scene.config, 'VERIFY_TESTING=echo 2 > README.md\n', { flag: 'a' });
    scene.script({ phases: { testing: [goTo('quality')], quality: [ENOUGH] } });
    expect((await scene.run()).code).toBe(4);
    expect(readFileSync(join(treeOf(scene), 'README.md'), 'utf8')).toBe('2\n');
    expect(wroteIn(scene)).toEqual([undefined, undefined]);
    await using other = testing();
    other.script({ phases: { testing: [ENOUGH, goTo('quality')], quality: [ENOUGH] } });
    const run = other.startRun(['--wait']);
    await run.says('blocked');
    await until(() => other.read('.run/lease.json').includes('"busy":false'), 'a run at rest');
    writeFileSync(join(treeOf(other), 'README.md'), 'by a person\n');
    expect((await other.command('resume')).code).toBe(0);
    await until(() => wroteIn(other).length === 4, 'the row of quality');
    expect(wroteIn(other)).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('is nothing to tell of where only untracked files changed, or without checkpoints', async () => {
    await using scene = testing({ work: ['scratch', '1\n'] });
    expect((await scene.run()).code).toBe(4);
    expect(wroteIn(scene)).toEqual([undefined, undefined]);
    await using off = testing({ work: [ODD, 'fixed\n'] });
    off.env['SAMOCODE_CHECKPOINTS'] = 'off';
    expect((await off.run()).code).toBe(4);
    expect(wroteIn(off)).toEqual([undefined, undefined]);
  });
});
