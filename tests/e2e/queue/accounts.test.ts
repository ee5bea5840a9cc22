import { describe, expect, test } from 'vitest';
import { type Turn, turn } from '../../support/program-agent.ts';
import { DONE, openQueueScene, type QueueScene } from '../../support/queue-scene.ts';

const NAMES = Array.from({ length: 12 }, (_, n) => `s${n}`);

/** How many runs `work` has started. */
const startsIn = (said: string): number => said.match(/ starts$/gm)?.length ?? 0;

async function fill(scene: QueueScene, turns: readonly Turn[]): Promise<void> {
  for (const name of NAMES) await scene.enqueue(name, turns);
}

describe('the account of sessions in line', () => {
  test('at a usage limit starts none before its reset, and the queue says why', async () => {
    await using scene = openQueueScene();
    const reset = Math.ceil(Date.now() / 1000) + 3600;
    await scene.enqueue('first', [[{ begin: true }, { limit: reset }, { exit: 1 }], DONE], {
      priority: 9,
    });
    await fill(scene, [DONE]);
    const working = scene.work(['--slots', '1']);
    await working.says(/nothing starts before .*usage window is used up/);
    const { stdout: queue } = await scene.exec(['queue']);
    expect(queue.match(/not before .*: the account's usage window is used up/g)).toHaveLength(12);
    const [line] = (await scene.exec(['queue', '--json'])).stdout.split('\n');
    expect(JSON.parse(line ?? '')).toMatchObject({
      ...{ session: 's0', state: 'queued', heldBy: null },
      ...{ until: expect.any(String) as string, why: "the account's usage window is used up" },
    });
    working.kill('SIGTERM');
    expect(startsIn((await working.ended).stdout)).toBe(1);
    expect(scene.spawns()).toHaveLength(1);
  }, 90_000);

  test('that fails makes one attempt for all after each rest', async () => {
    await using scene = openQueueScene();
    Object.assign(scene.env, { SAMOCODE_START_SPACING: '0', SAMOCODE_OUTAGE_STEPS: '6,6' });
    scene.env['SAMOCODE_MAX_RETRIES'] = '1';
    const down: Turn = [{ begin: true }, { bad: { text: 'Overloaded', status: 529 } }, { exit: 1 }];
    await scene.enqueue('first', [down, down, DONE], { priority: 9 });
    await fill(scene, [DONE]);
    const { code, stdout } = await scene.work(['--until-empty', '--slots', '3']).ended;
    expect(code, stdout).toBe(0);
    expect(scene.spawns().filter(({ session }) => session.endsWith('/first'))).toHaveLength(3);
    // At most those of the first three slots ran before the outage was known.
    expect(startsIn(stdout)).toBeLessThanOrEqual(NAMES.length + 3 + 2);
  }, 180_000);

  test('is told of an act: that session starts at once, and the others wait on', async () => {
    await using scene = openQueueScene();
    const reset = Math.ceil(Date.now() / 1000) + 3600;
    await scene.enqueue('limited', [[{ begin: true }, { limit: reset }, { exit: 1 }], DONE], {
      priority: 9,
    });
    await scene.enqueue('it');
    await scene.enqueue('other');
    const working = scene.work(['--slots', '1']);
    await working.says('nothing starts before');
    await scene.command('resume', '--note', 'try it');
    await working.says('it: done');
    expect(scene.spawns()).toHaveLength(2);
    // The model answered: the account works, and so do the others.
    await working.says('other: done');
    working.kill('SIGTERM');
    await working.ended;
  }, 90_000);
});

describe('the limit of cost of the day', () => {
  test('holds over all slots, and starts no run that would find it reached', async () => {
    await using scene = openQueueScene();
    Object.assign(scene.env, { SAMOCODE_MAX_COST_PER_DAY: '1', SAMOCODE_RESERVE: '1' });
    const paid = turn({ status: 'done', summary: 'all done' }, { tool: 'make' });
    const costly = paid.map((deed) => ('good' in deed ? { good: 1 } : deed));
    await fill(scene, [costly]);
    const working = scene.work(['--slots', '3']);
    await working.says(/nothing starts before .* a day for all sessions spent/);
    await working.says(/s\d+: done/);
    expect(scene.spawns()).toHaveLength(1);
    const { queued } = await scene.list();
    expect(queued).toHaveLength(NAMES.length - 1);
    working.kill('SIGTERM');
    const { stdout } = await working.ended;
    // Those that were started before the first one had reserved.
    expect(startsIn(stdout)).toBeLessThanOrEqual(3);
  }, 90_000);
});
