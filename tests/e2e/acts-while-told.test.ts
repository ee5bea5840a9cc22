import { describe, expect, test } from 'vitest';
import { actsWhileTold } from '../support/acts-while-told.ts';
import { openScene, type Scene } from '../support/program.ts';
import { goTo, turn, WHOLE, wholeBut } from '../support/program-agent.ts';

const statuses = (scene: Scene): readonly unknown[] => scene.rows().map((row) => row['status']);

describe('a person who acts while the notice is still sent', () => {
  test.each([[[]], [['--wait']]])('opens the gate, and the same run %j goes on', async (flags) => {
    await using scene = openScene(WHOLE);
    scene.begin('planning');
    const { api, said } = await actsWhileTold(scene, 'approve', '--yes');
    const end = await scene.startRun(flags, { env: api.env }).ended;
    expect(await said()).toMatchObject({ code: 0, stderr: '' });
    expect(end.code).toBe(0);
    expect(statuses(scene).filter((one) => one === 'approved')).toHaveLength(1);
    const texts = api.requests.map(({ body }) => String(body['text']));
    expect(texts.filter((text) => text.includes('Waiting for you'))).toHaveLength(1);
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

  test('and changes nothing by it ends that run as before', async () => {
    await using scene = openScene(WHOLE);
    scene.begin('planning');
    const { api, said } = await actsWhileTold(scene, 'why');
    expect((await scene.startRun([], { env: api.env }).ended).code).toBe(3);
    expect((await said())?.code).toBe(0);
    expect(statuses(scene)).toEqual(['waiting']);
  });
});
