import { describe, expect, test } from 'vitest';
import { actsWhileTold } from '../support/acts-while-told.ts';
import type { BotApi } from '../support/bot-api.ts';
import { openScene, type Scene } from '../support/program.ts';
import { goTo, type Turn, turn, WHOLE, wholeBut } from '../support/program-agent.ts';

const statuses = (scene: Scene): readonly unknown[] => scene.rows().map((row) => row['status']);

const noticesOf = ({ requests }: BotApi): readonly string[] =>
  requests
    .map(({ body }) => String(body['text']))
    .filter((text) => text.includes('Waiting for you'));

const OVERLOADED: Turn = [
  { begin: true },
  { bad: { status: 529, error: 'overloaded_error', text: 'Overloaded' } },
  { exit: 1 },
];

describe('a person who acts while the notice is still sent', () => {
  test.each([[[]], [['--wait']]])('opens the gate, and the same run %j goes on', async (flags) => {
    await using scene = openScene(WHOLE);
    scene.begin('planning');
    const { api, said } = await actsWhileTold(scene, 'approve', '--yes');
    const end = await scene.startRun(flags, { env: api.env }).ended;
    expect(await said()).toMatchObject({ code: 0, stderr: '' });
    expect((await said())?.stdout).toContain('in implementation; its run goes on');
    expect(end.code).toBe(0);
    expect(statuses(scene).filter((one) => one === 'approved')).toHaveLength(1);
    expect(noticesOf(api)).toHaveLength(1);
  });

  test('resumes a session that an agent blocked', async () => {
    const script = wholeBut({
      investigation: [turn({ status: 'blocked', reason: 'no key' }), goTo('requirements')],
    });
    await using scene = openScene(script);
    scene.begin('investigation');
    const { api, said } = await actsWhileTold(scene, 'resume', '--note', 'the key is there');
    expect((await scene.startRun([], { env: api.env }).ended).code).toBe(3);
    expect((await said())?.code).toBe(0);
    expect(await scene.status()).toMatchObject({ state: 'waiting', awaiting: 'qa_answers' });
  });

  test('resumes a session whose provider failed, and the run tries again', async () => {
    await using scene = openScene({
      spawns: [OVERLOADED, turn({ status: 'blocked', reason: 'no key' })],
    });
    scene.begin('investigation');
    const { api, said } = await actsWhileTold(scene, 'resume');
    const env = { ...api.env, SAMOCODE_MAX_RETRIES: '1' };
    expect((await scene.startRun(['--max-outage', '0'], { env }).ended).code).toBe(4);
    expect((await said())?.stdout).toContain('its run goes on');
    expect(statuses(scene)).toEqual(['failed', 'resumed', 'blocked']);
  });

  test('leaves a note, and reads the notice once', async () => {
    await using scene = openScene(WHOLE);
    scene.begin('planning');
    const { api, said } = await actsWhileTold(scene, 'note', 'smaller steps');
    expect((await scene.startRun([], { env: api.env }).ended).code).toBe(3);
    expect((await said())?.code).toBe(0);
    expect(statuses(scene)).toEqual(['waiting', 'noted']);
    expect(noticesOf(api)).toHaveLength(1);
    expect((await scene.startRun([], { env: api.env }).ended).code).toBe(3);
    expect(noticesOf(api)).toHaveLength(1);
  });

  test('and changes nothing by it ends that run as before', async () => {
    await using scene = openScene(WHOLE);
    scene.begin('planning');
    const { api, said } = await actsWhileTold(scene, 'why');
    expect((await scene.startRun([], { env: api.env }).ended).code).toBe(3);
    expect((await said())?.code).toBe(0);
    expect(statuses(scene)).toEqual(['waiting']);
  });
});
