import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type FakeGh, withPublishing } from '../support/gh.ts';
import { git, openScene, type Running, type Scene, until } from '../support/program.ts';
import { turn } from '../support/program-agent.ts';

function working(): Scene {
  const scene = openScene({
    phases: {
      done: ['one', 'two'].map((name) =>
        turn(
          { status: 'done', summary: 'all done' },
          { work: [`${name}.txt`, 'it\n'] },
          { commit: `Do ${name}` },
          { write: ['11-29-10:00-summary-work.md', '# Summary\n'] },
        ),
      ),
    },
  });
  scene.begin('done');
  return scene;
}

/** The remote does not take the branch of the work, which is done. */
async function blocked(scene: Scene): Promise<FakeGh> {
  const gh = withPublishing(scene);
  const tree = git(scene.repo, 'rev-parse', 'trunk^{tree}');
  const other = git(scene.repo, 'commit-tree', '-m', 'Another', '-p', 'trunk', tree);
  git(scene.repo, 'push', '-q', 'origin', `${other}:refs/heads/it`);
  expect((await scene.run()).code).toBe(4);
  return gh;
}

/** The remote takes the branch now. */
function free(gh: FakeGh): void {
  git(gh.bare, 'update-ref', '-d', 'refs/heads/it');
}

function spendings({ home }: Scene): number {
  const folder = join(home, '.local/state/samocode/spend');
  const days = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  return days.join('').split('\n').filter(Boolean).length;
}

test('each new try to publish leaves the spend book as it is', async () => {
  await using scene = working();
  const gh = await blocked(scene);
  expect(spendings(scene)).toBe(1);
  expect((await scene.run()).code).toBe(4);
  free(gh);
  expect((await scene.run()).code).toBe(0);
  expect(spendings(scene)).toBe(1);
});

describe('resume gives it to the agent again', () => {
  async function resumed(phase: string, ...args: readonly string[]): Promise<void> {
    await using scene = working();
    const gh = await blocked(scene);
    const { code, stderr } = await scene.command('resume', ...args);
    expect([code, stderr]).toEqual([0, '']);
    expect(scene.rows().at(-1)).toMatchObject({ status: 'resumed', phase });
    free(gh);
    await scene.run('--once');
    const [first, second] = scene.spawns();
    expect(second).toMatchObject({ phase, iteration: Number(first?.iteration) + 1 });
    expect(scene.prompt(2).includes('Fetch first')).toBe(args.includes('Fetch first'));
  }

  test('in its phase, with a note', async () => {
    await resumed('done', '--note', 'Fetch first');
  });

  test('in an earlier phase', async () => {
    await resumed('quality', '--phase', 'quality');
  });

  test('also when the command died between its row and the mark', async () => {
    await using scene = working();
    const gh = await blocked(scene);
    const state = scene.read('.run/state.json');
    await scene.command('resume');
    writeFileSync(join(scene.folder(), '.run/state.json'), state);
    free(gh);
    expect((await scene.run()).code).toBe(0);
    expect(scene.spawns()).toHaveLength(2);
  });
});

describe('a person halts the new tries, and the work stays to be published', () => {
  async function waiting(scene: Scene): Promise<Running> {
    const run = scene.startRun(['--wait']);
    await run.says('this run tries again');
    return run;
  }

  test('stop ends a run that waits, and the next one publishes', async () => {
    await using scene = working();
    const gh = await blocked(scene);
    const run = await waiting(scene);
    await scene.command('stop');
    expect((await run.ended).code).toBe(7);
    expect(scene.rows().at(-1)).toMatchObject({ status: 'stopped' });
    free(gh);
    expect((await scene.run()).code).toBe(0);
    expect(scene.spawns()).toHaveLength(1);
  });

  test('pause holds a run that waits, and the next ones, until resume', async () => {
    await using scene = working();
    const gh = await blocked(scene);
    const run = await waiting(scene);
    await scene.command('pause');
    await until(() => scene.rows().at(-1)?.['status'] === 'paused', 'the pause');
    free(gh);
    run.kill('SIGTERM');
    await run.ended;
    expect(await scene.status()).toMatchObject({ state: 'paused' });
    expect((await scene.run()).code).toBe(3);
    expect([gh.remote('it'), scene.spawns().length]).toEqual(['', 1]);
    expect((await scene.command('resume')).code).toBe(0);
    expect((await scene.run()).code).toBe(0);
    expect(scene.spawns()).toHaveLength(2);
  });

  test('pause is recorded at once where no run lives', async () => {
    await using scene = working();
    const gh = await blocked(scene);
    const { stdout } = await scene.command('pause');
    expect(stdout).toMatch(/^it: in done, paused by /);
    expect(stdout).not.toContain('kept for the next run');
    expect(scene.rows().at(-1)).toMatchObject({ status: 'paused' });
    free(gh);
    expect([(await scene.run()).code, gh.remote('it')]).toEqual([3, '']);
    expect((await scene.run('--force')).code).toBe(0);
    expect(scene.spawns()).toHaveLength(1);
  });
});
