import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MorningReport } from '../../src/app/report/morning-report.ts';
import { rowTimestamp } from '../../src/domain/text/timestamps.ts';
import { badNight } from '../support/bad-night.ts';
import { openScene, type Scene, SESSION } from '../support/program.ts';
import { WHOLE } from '../support/program-agent.ts';

async function reportOf(scene: Scene, ...args: readonly string[]): Promise<MorningReport> {
  const { stdout, stderr, code } = await scene.command('report', '--json', ...args);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as MorningReport;
}

/** Names, sizes and times of all that a folder holds. */
function snapshot(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const { size, mtimeMs } = statSync(join(folder, name));
      return `${name} ${size} ${mtimeMs}`;
    });
}

describe('report', () => {
  test('of a whole session: what was asked for and done, each iteration, the time, the cost, the branch', async () => {
    await using scene = openScene(WHOLE);
    const ended = await scene.run('--gates', 'auto');
    expect(ended.code, ended.stderr).toBe(0);
    const report = await reportOf(scene);
    const rows = scene.rows().filter((row) => row['kind'] === 'iteration');
    expect(report.iterations.map(({ iteration }) => iteration)).toEqual(
      rows.map((row) => row['iteration']),
    );
    expect(report).toMatchObject({ v: 1, session: SESSION, state: 'done', needsPerson: false });
    expect(report.work).toMatchObject({ branch: SESSION, base: 'trunk' });
    expect(report.lost).toEqual({ attempts: 0, costUsd: null, costUnknown: 0 });
    const { stdout } = await scene.command('report');
    expect(stdout).toMatch(/^# it: done\n\n- \*\*Decide:\*\* nothing/);
    expect(report).toMatchObject({
      commits: [{ fileCount: 1 }],
      checks: { testReport: { verdict: 'pass' } },
    });
    const titles = [...stdout.matchAll(/^## (\w+)/gm)].map(([, title]) => title);
    expect(titles.join()).toMatch(/^Task,Result,Commits,Checks,Plan,Cost,Time,Iterations/);
  });

  test('of a bad night: what to decide with the command for it, waits, failures, unknown cost', async () => {
    await using scene = openScene();
    const folder = badNight(scene);
    const before = snapshot(folder);
    const report = await reportOf(scene);
    expect(report).toMatchObject({
      state: 'waiting',
      needsPerson: true,
      plan: ['11-22-02:00-plan-shop.md'],
      changes: { commits: 1, files: 1, insertions: 3, deletions: 0 },
      totals: { iterations: 16, costUsd: 18, costUnknown: 2 },
    });
    expect(report.commands[0]).toBe(`samocode approve --config ${scene.config} --session it`);
    expect(new Set(report.waits.map((wait) => wait.for))).toEqual(
      new Set(['nobody', 'qa_answers', 'limit', 'failure', 'plan_approval']),
    );
    expect(report.iterations.map(({ changes }) => changes?.commits)).toContain(1);
    const { stdout } = await scene.command('report');
    expect(stdout).toContain(
      '- **Decide:** whether the plan is good\n- **Cost:** $18.00 and an unknown cost of 2 more',
    );
    expect(stdout).toContain(`    samocode approve --config ${scene.config} --session it\n`);
    expect(stdout).toContain('    1 failing <b>test</b>\n');
    expect(stdout).toContain('**Did:** 16 iterations (2 attempts more than that)');
    expect(stdout).toMatch(/\| investigation +\| unknown +\| unknown +\| unknown +\| 1/);
    expect(stdout).not.toContain('\u001b');
    expect(snapshot(folder)).toEqual(before);
  });

  test('attempts that no row tells of are in the spend book', async () => {
    await using scene = openScene();
    const folder = badNight(scene);
    const spend = join(scene.home, '.local/state/samocode/spend');
    mkdirSync(spend, { recursive: true });
    const line = { v: 1, at: new Date().toISOString(), session: folder, attempt: 1, costUsd: 0.75 };
    const lines = [
      { ...line, run: 'died', iteration: 9 },
      { ...line, run: 'died', iteration: 9 },
      { ...line, run: 'died', iteration: 10, costUsd: null },
      { ...line, run: 'run-1', iteration: 5 },
      {
        ...line,
        run: 'of a session that was here before',
        iteration: 1,
        at: '2026-01-01T00:00:00Z',
      },
      { ...line, run: 'other', iteration: 9, session: `${folder}-2` },
      'torn',
    ];
    const text = lines.map((one) => `${JSON.stringify(one)}\n`).join('');
    writeFileSync(join(spend, `${rowTimestamp(new Date()).slice(0, 10)}.jsonl`), text);
    expect((await reportOf(scene)).lost).toEqual({ attempts: 2, costUsd: 0.75, costUnknown: 1 });
    const { stdout } = await scene.command('report');
    expect(stdout).toContain(
      'plus 2 attempts without a result: $0.75 and an unknown cost of 1 more',
    );
  });

  test('--since tells of what ended from then on, and refuses what is no time', async () => {
    await using scene = openScene();
    badNight(scene);
    const { iterations, totals } = await reportOf(scene, '--since', '90m');
    expect(iterations.map(({ iteration }) => iteration)).toEqual([15, 16, 17]);
    expect(totals.costUsd).toBe(3.75);
    for (const wrong of ['yesterday', '2999-01-01']) {
      const ended = await scene.command('report', '--since', wrong);
      expect([ended.code, ended.stdout]).toEqual([2, '']);
      expect(ended.stderr).toMatch(/--since is "[^"]+".*\n.*12h/);
    }
  });

  test('open questions are told with their options and suggestions', async () => {
    await using scene = openScene();
    const qa =
      '## Q1. Which colour?\na) red\nb) blue\nSuggestion: a\nAnswer: _waiting_\n\n## Q2. Why?\nAnswer: so\n';
    const folder = scene.begin('requirements', { '_qa.md': qa });
    writeFileSync(
      join(folder, '_signal_history.jsonl'),
      '{"iteration":1,"status":"waiting","phase":"requirements","for":"qa_answers"}\n',
    );
    const { questions, iterations } = await reportOf(scene);
    const options = [
      { label: 'a', text: 'red' },
      { label: 'b', text: 'blue' },
    ];
    expect(questions).toEqual([
      { number: 1, text: 'Which colour?', details: 'a) red\nb) blue', options, suggestion: 'a' },
    ]);
    const { stdout } = await scene.command('report');
    expect(stdout).toContain('Q1: Which colour?\n\n- a) red\n- b) blue\n\nSuggested: a');
    expect(iterations).toEqual([expect.objectContaining({ endedAt: null, costUsd: null })]);
    const page = await scene.command('report', '--html', '-');
    expect(page.stdout).toMatch(/Q1: Which colour[?][^]*b[)] blue/);
  });

  test('commits that are gone, and a repository that is gone, are unknown', async () => {
    await using scene = openScene();
    badNight(scene);
    rmSync(join(scene.repo, '.git'), { recursive: true });
    const { changes, work, iterations } = await reportOf(scene);
    expect([changes, work]).toEqual([null, null]);
    expect(iterations.every((one) => one.changes === null)).toBe(true);
    rmSync(scene.repo, { recursive: true });
    expect(await reportOf(scene)).toMatchObject({ changes: null, work: null });
  });

  test('a session that has only begun has a report, too', async () => {
    await using scene = openScene();
    scene.begin('planning');
    const { stdout, code } = await scene.command('report');
    expect(code).toBe(0);
    expect(stdout).toContain('no iteration');
    const page = await scene.command('report', '--html', '-');
    expect(page.stdout).toMatch(/^<!doctype html>/);
  });

  test('--html writes a page, takes the place of an earlier one, and of no other file', async () => {
    await using scene = openScene();
    badNight(scene);
    const file = join(scene.root, 'report-it.html');
    const first = await scene.command('report', '--html');
    expect(first.stdout.trim()).toBe(file);
    expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\s*$/);
    expect((await scene.command('report', '--html')).code).toBe(0);

    const mine = join(scene.root, 'mine.html');
    writeFileSync(mine, '<p>mine</p>');
    const refused = await scene.command('report', '--html', mine);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/is no report.*\n.*--force/);
    expect(readFileSync(mine, 'utf8')).toBe('<p>mine</p>');
    expect((await scene.command('report', '--html', mine, '--force')).code).toBe(0);
    expect(readFileSync(mine, 'utf8')).toContain('samocode report');

    const nowhere = join(scene.root, 'no', 'where.html');
    const failed = await scene.command('report', '--html', nowhere);
    expect([failed.code, existsSync(nowhere)]).toEqual([2, false]);
    expect(failed.stderr).toMatch(/cannot be written/);
  });
});
