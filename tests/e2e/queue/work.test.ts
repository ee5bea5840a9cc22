import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lives, until } from '../../support/program.ts';
import { goTo, type Turn, turn } from '../../support/program-agent.ts';
import { DONE, mostAtOnce, openQueueScene, type QueueScene } from '../../support/queue-scene.ts';

const BLOCKED = turn({ status: 'blocked', reason: 'the server is down' });
const GOES_ON = goTo('done');

/** Waits in the agent until the test makes the file `go`. */
const held = (name: string, end: Turn = DONE): Turn => [
  { touch: `${name}.here` },
  { wait: 'go' },
  ...end,
];

function arrived(scene: QueueScene, name: string): Promise<void> {
  return until(() => existsSync(join(scene.agent, `${name}.here`)), `the agent of ${name}`);
}

const spawnsOf = (scene: QueueScene, name: string) =>
  scene.spawns().filter(({ session }) => session === scene.sessionFolder(name));

describe('samocode work', () => {
  test('runs 20 sessions in 3 slots, each once, never more than 3 at once', async () => {
    await using scene = openQueueScene();
    const log = join(scene.agent, 'log');
    const slots = join(scene.stateDir, 'slots');
    const meets = `echo + >> ${log}; until [ $(grep -c + ${log}) -ge 3 ]; do sleep 0.02; done`;
    const leaves = `ls ${slots} | grep -c '^[0-9]*$' >> ${log}.slots; echo - >> ${log}`;
    const names = Array.from({ length: 20 }, (_, n) => `s${n}`);
    for (const name of names) await scene.enqueue(name, [[{ sh: meets }, { sh: leaves }, ...DONE]]);
    await scene.finish();
    expect((await scene.list()).queued).toEqual([]);
    expect(mostAtOnce(log)).toBe(3);
    const counts = readFileSync(`${log}.slots`, 'utf8').trim().split('\n').map(Number);
    expect(Math.max(...counts)).toBe(3);
    const ran = scene.spawns().map(({ session }) => session);
    expect(ran.toSorted()).toEqual(names.map(scene.sessionFolder).toSorted());
  }, 120_000);

  test('a session that waits for a person has no process; an act puts it back in line at once', async () => {
    await using scene = openQueueScene();
    await scene.enqueue('it', [BLOCKED, DONE]);
    const working = scene.work();
    await working.says('waits for you');
    expect(await scene.stateOf('it')).toMatchObject({ kind: 'waits', until: null });
    expect((await scene.list()).slots).toEqual([]);
    await scene.command('resume');
    await working.says('it: done');
    expect(scene.spawns()).toHaveLength(2);
    working.kill('SIGTERM');
    expect((await working.ended).code).toBe(143);
  }, 60_000);

  test('a session that was refused is in line again when its file is mended', async () => {
    await using scene = openQueueScene();
    await scene.enqueue('it');
    const overview = join(scene.sessionFolder('it'), '_overview.md');
    const good = readFileSync(overview, 'utf8');
    writeFileSync(overview, '# no status\n');
    const working = scene.work();
    await working.says('waits for you');
    expect(JSON.stringify(await scene.stateOf('it'))).toContain('_overview.md');
    writeFileSync(overview, good);
    await working.says('it: done');
    working.kill('SIGTERM');
    await working.ended;
  }, 60_000);

  test('a session whose folder is gone is not begun again', async () => {
    await using scene = openQueueScene();
    await scene.enqueue('it', [BLOCKED, DONE]);
    await scene.finish();
    const folder = scene.sessionFolder('it');
    renameSync(folder, `${folder}.away`);
    expect(await scene.finish()).not.toContain('starts');
    expect(existsSync(folder)).toBe(false);
    renameSync(`${folder}.away`, folder);
    await scene.command('resume');
    expect(await scene.finish()).toContain('it: done');
    expect(scene.spawns()).toHaveLength(2);
  }, 60_000);

  test('an act while no work runs is seen by the next one', async () => {
    await using scene = openQueueScene();
    await scene.enqueue('it', [BLOCKED, DONE]);
    await scene.finish();
    const idle = await scene.finish();
    expect(idle).not.toContain('starts');
    await scene.command('resume');
    expect(await scene.finish()).toContain('it: done');
  }, 60_000);

  test('a session that its run ended, and a person reopened before the next work, runs', async () => {
    await using scene = openQueueScene();
    await scene.enqueue('it', [held('it'), BLOCKED]);
    const first = scene.work();
    await arrived(scene, 'it');
    first.kill('SIGKILL');
    await first.ended;
    const [run] = (await scene.list()).slots;
    scene.touch('go');
    await until(() => !lives(run?.pid ?? 0), 'the end of the run');
    await scene.command('resume', '--phase', 'investigation', '--note', 'also the reset mail');
    const said = await scene.finish();
    expect(said).toContain('it starts');
    expect(scene.spawns()).toHaveLength(2);
    expect(await scene.stateOf('it')).toMatchObject({ kind: 'waits', until: null });
  }, 60_000);

  test.each(['work', 'work --drain'])('an agent of a run may not call %s', async (line) => {
    await using scene = openQueueScene();
    await scene.enqueue('it');
    const args = line.split(' ');
    const { code, stderr } = await scene.start(args, { env: { SAMOCODE_RUN_ID: 'its-run' } }).ended;
    expect(code).toBe(2);
    expect(stderr).toContain('an agent of run its-run called this command');
    expect(await scene.stateOf('it')).toEqual({ kind: 'queued' });
  });

  test('starts a session again at the end of its usage limit, and meanwhile another one', async () => {
    await using scene = openQueueScene();
    const reset = Math.ceil(Date.now() / 1000) + 3;
    await scene.enqueue('limited', [[{ begin: true }, { limit: reset }, { exit: 1 }], DONE], {
      priority: 9,
    });
    const said = await scene.finish('--slots', '1');
    expect(said).toMatch(/limited: .*samocode work goes on at/);
    expect(said).toContain('limited: done');
    expect(spawnsOf(scene, 'limited')).toHaveLength(2);
  }, 60_000);

  test('a report counts the attempt before a rest once, and none as lost', async () => {
    await using scene = openQueueScene();
    const result = { type: 'result', subtype: 'success', is_error: true, api_error_status: 529 };
    const told = { ...result, result: 'Overloaded', session_id: 'x', total_cost_usd: 0.5 };
    const failed: Turn = [{ begin: true }, { say: JSON.stringify(told) }, { exit: 1 }];
    await scene.enqueue('it', [failed, DONE]);
    const env = { SAMOCODE_RETRY_DELAY: '22' };
    expect((await scene.work(['--until-empty'], { env }).ended).code).toBe(0);
    const args = ['--json', '--config', scene.config, '--session', 'it'];
    const report: unknown = JSON.parse((await scene.exec(['report', ...args])).stdout);
    expect(report).toMatchObject({ totals: { attempts: 2 }, lost: { attempts: 0 } });
  }, 60_000);
});

describe('the end of samocode work', () => {
  test('killed with SIGKILL, it leaves its runs; the next one counts their slots and starts none twice', async () => {
    await using scene = openQueueScene();
    await scene.enqueue('one', [held('one')]);
    await scene.enqueue('two', [held('two')]);
    await scene.enqueue('three', [DONE]);
    const first = scene.work(['--slots', '2']);
    await Promise.all([arrived(scene, 'one'), arrived(scene, 'two')]);
    first.kill('SIGKILL');
    await first.ended;
    const second = scene.work(['--slots', '2', '--until-empty']);
    await second.says('working');
    expect((await scene.list()).slots).toHaveLength(2);
    scene.touch('go');
    const { stdout, code } = await second.ended;
    expect(code, stdout).toBe(0);
    expect(stdout).toContain('three starts');
    expect(stdout).not.toMatch(/(one|two) starts/);
    expect(scene.spawns()).toHaveLength(3);
    expect((await scene.list()).queued).toEqual([]);
  }, 60_000);

  test('a run that is killed is started again at once, and ends the agent that it left', async () => {
    await using scene = openQueueScene();
    await scene.enqueue('it', [held('it'), DONE]);
    const working = scene.work(['--until-empty']);
    await arrived(scene, 'it');
    const [run] = (await scene.list()).slots;
    const [agent] = scene.spawns();
    process.kill(run?.pid ?? 0, 'SIGKILL');
    const { stdout, code } = await working.ended;
    expect(code, stdout).toBe(0);
    expect(stdout.match(/it starts/g)).toHaveLength(2);
    expect(lives(agent?.pid ?? 0)).toBe(false);
    expect(scene.spawns()).toHaveLength(2);
  }, 60_000);

  test('an agent that is killed is one failed attempt of its run', async () => {
    await using scene = openQueueScene();
    await scene.enqueue('it', [[{ begin: true }, { die: 'SIGKILL' }], DONE]);
    expect(await scene.finish()).toContain('it: done');
    expect(scene.spawns()).toHaveLength(2);
  }, 60_000);

  test.each(['SIGTERM', '--drain'])(
    '%s: nothing more starts, and the runs end after their iteration',
    async (how) => {
      await using scene = openQueueScene();
      await scene.enqueue('one', [held('one', GOES_ON), DONE], { phase: 'quality' });
      await scene.enqueue('two');
      const working = scene.work(['--slots', '1']);
      await arrived(scene, 'one');
      if (how === 'SIGTERM') working.kill(how);
      else await scene.exec(['work', '--drain']);
      await working.says('1 run ends after the iteration in progress');
      scene.touch('go');
      const { code, stdout } = await working.ended;
      expect(code).toBe(how === 'SIGTERM' ? 143 : 0);
      expect(stdout).not.toContain('two starts');
      expect(scene.spawns()).toHaveLength(1);
      expect((await scene.list()).queued).toMatchObject([
        { session: 'one', state: { kind: 'queued' } },
        { session: 'two', state: { kind: 'queued' } },
      ]);
      expect(await scene.finish()).toContain('one: done');
    },
    60_000,
  );

  test('a second signal stops the runs as Ctrl-C does', async () => {
    await using scene = openQueueScene();
    await scene.enqueue('it', [held('it'), DONE]);
    const working = scene.work();
    await arrived(scene, 'it');
    working.kill('SIGINT');
    await working.says('ending');
    working.kill('SIGINT');
    expect((await working.ended).code).toBe(130);
    expect(lives(scene.spawns()[0]?.pid ?? 0)).toBe(false);
    expect(await scene.stateOf('it')).toEqual({ kind: 'queued' });
  }, 60_000);

  test.each(['--drain', 'SIGTERM, twice'])(
    '%s reaches the runs that a killed work left',
    async (how) => {
      await using scene = openQueueScene();
      await scene.enqueue('one', [held('one', GOES_ON), DONE], { phase: 'quality' });
      const first = scene.work(['--slots', '1']);
      await arrived(scene, 'one');
      first.kill('SIGKILL');
      await first.ended;
      const [run] = (await scene.list()).slots;
      const second = scene.work(['--slots', '1']);
      await second.says('working');
      if (how === '--drain') await scene.exec(['work', how]);
      else second.kill('SIGTERM');
      await second.says('1 run ends after the iteration in progress');
      if (how === '--drain') scene.touch('go');
      else second.kill('SIGTERM');
      await second.ended;
      // It gives its slot back before its process ends.
      await until(() => !lives(run?.pid ?? 0), 'the end of the run');
      expect(scene.spawns()).toHaveLength(1);
      expect(existsSync(join(scene.stateDir, 'work/drain'))).toBe(false);
    },
    60_000,
  );

  test('--drain without a work ends the runs that a killed one left', async () => {
    await using scene = openQueueScene();
    await scene.enqueue('one', [held('one', GOES_ON), DONE], { phase: 'quality' });
    const work = scene.work();
    await arrived(scene, 'one');
    work.kill('SIGKILL');
    await work.ended;
    const [run] = (await scene.list()).slots;
    const { stdout } = await scene.exec(['work', '--drain']);
    expect(stdout).toBe('no samocode work runs; 1 run ends after the iteration in progress\n');
    scene.touch('go');
    await until(() => !lives(run?.pid ?? 0), 'the end of the run');
    expect(scene.spawns()).toHaveLength(1);
    expect(await scene.stateOf('one')).toEqual({ kind: 'queued' });
  }, 60_000);

  test('a second work says who runs, and ends with 6', async () => {
    await using scene = openQueueScene();
    const working = scene.work();
    await working.says('working');
    const second = await scene.work().ended;
    expect(second.code).toBe(6);
    expect(second.stderr).toContain(`another samocode work runs: pid ${working.pid}`);
    expect(second.stderr).toContain('samocode work --drain');
    working.kill('SIGTERM');
    expect((await working.ended).code).toBe(143);
  }, 60_000);
});
