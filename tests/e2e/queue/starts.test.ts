import { cpSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { until } from '../../support/program.ts';
import { DONE, openQueueScene, type QueueScene } from '../../support/queue-scene.ts';

/** The time of day in so many minutes, as a person writes it. */
function timeIn(minutes: number): string {
  const at = new Date(Date.now() + minutes * 60_000);
  return `${at.getHours()}:${String(at.getMinutes()).padStart(2, '0')}`;
}

/** A project with sessions of its own. */
function projectIn(scene: QueueScene, name: string): { folder: string; config: string } {
  const folder = join(scene.root, name);
  mkdirSync(folder);
  cpSync(scene.repo, join(folder, 'repo'), { recursive: true });
  const config = join(folder, '.samocode');
  const { worktrees, sessions } = scene;
  writeFileSync(config, `MAIN_REPO=repo\nWORKTREES=${worktrees}\nSESSIONS=${sessions}\n`);
  return { folder, config };
}

describe('samocode work', () => {
  test('starts nothing outside --from and --until, and says when it does', async () => {
    await using scene = openQueueScene();
    await scene.enqueue('it');
    const working = scene.work(['--from', timeIn(120), '--until', timeIn(180)]);
    await working.says(`nothing starts before`);
    expect(await scene.stateOf('it')).toEqual({ kind: 'queued' });
    working.kill('SIGTERM');
    expect((await working.ended).stdout).not.toContain('it starts');
    expect(await scene.finish('--from', timeIn(-60), '--until', timeIn(60))).toContain('it: done');
  }, 60_000);

  test('starts nothing while less than --min-memory is left, and says so once', async () => {
    await using scene = openQueueScene();
    await scene.enqueue('it');
    const working = scene.start(['work', '--until-empty', '--min-memory', '900TB']);
    await working.says(/nothing starts: [\d.]+ GB of memory are left, and --min-memory is/);
    working.kill('SIGTERM');
    const { stdout } = await working.ended;
    expect(stdout.match(/nothing starts/g)).toHaveLength(1);
    expect(scene.spawns()).toEqual([]);
    expect(await scene.stateOf('it')).toEqual({ kind: 'queued' });
  }, 60_000);

  test('lets a session wait that cannot be started, and starts the others', async () => {
    await using scene = openQueueScene();
    await scene.enqueue('stuck');
    await scene.enqueue('it');
    const { queued } = await scene.list();
    const id = queued.find(({ session }) => session === 'stuck')?.id ?? '';
    mkdirSync(join(scene.stateDir, `work/logs/${id}.log`), { recursive: true });
    const working = scene.work(['--slots', '1']);
    await working.says('it: done');
    expect(await scene.stateOf('stuck')).toMatchObject({
      kind: 'waits',
      why: expect.stringContaining('the run could not be started: EISDIR') as string,
    });
    working.kill('SIGTERM');
    const { stdout } = await working.ended;
    expect(stdout.match(/could not be started/g)).toHaveLength(1);
    expect(stdout).toMatch(/ending$/m);
  }, 60_000);

  test('goes on with a session whose project was away while it ran, once it is there again', async () => {
    await using scene = openQueueScene();
    const { folder, config } = projectIn(scene, 'other');
    await scene.enqueue('it', [[{ touch: 'here' }, { wait: 'go' }, ...DONE], DONE], { config });
    const working = scene.work();
    await until(() => existsSync(join(scene.agent, 'here')), 'the agent');
    renameSync(folder, `${folder}-away`);
    process.kill((await scene.list()).slots[0]?.pid ?? 0, 'SIGKILL');
    await working.says(/it: the run ended with 2: .*waits for you/);
    renameSync(`${folder}-away`, folder);
    await working.says('it: done');
    expect(scene.spawns()).toHaveLength(2);
    working.kill('SIGTERM');
    await working.ended;
  }, 90_000);

  test('loses no session that was away with its project when its agent ended', async () => {
    await using scene = openQueueScene();
    const { folder, config } = projectIn(scene, 'other');
    writeFileSync(config, `MAIN_REPO=repo\nWORKTREES=worktrees\nSESSIONS=sessions\n`);
    await scene.enqueue('it', [[{ touch: 'here' }, { wait: 'go' }, { exit: 1 }], DONE], { config });
    cpSync(scene.sessions, join(folder, 'sessions'), { recursive: true });
    const working = scene.work();
    await until(() => existsSync(join(scene.agent, 'here')), 'the agent');
    renameSync(folder, `${folder}-away`);
    scene.touch('go');
    await working.says(/it: the run ended with 74: the session folder is gone/);
    working.kill('SIGTERM');
    await working.ended;
    renameSync(`${folder}-away`, folder);
    expect(await scene.finish()).toContain('it: done');
    expect(scene.spawns()).toHaveLength(2);
  }, 90_000);
});
