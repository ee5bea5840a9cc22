import { expect, test } from 'vitest';
import { follower } from './support/follower.ts';
import type { ModelRequest, Reply } from './support/model.ts';
import { createRig } from './support/rig.ts';

test('Claude is sent back to work once when it ends without a signal', async () => {
  let isSentBack = false;
  const model = (request: ModelRequest): Reply => {
    if (isSentBack) return follower(request);
    isSentBack = request.all.includes('_signal.json is still {}');
    return isSentBack ? follower(request) : { kind: 'text', text: 'All is done.' };
  };
  await using rig = await createRig({ provider: 'claude', model });
  const run = await rig.samocode('--task', 'Write a greeting', '--once');
  expect(run, run.stdout).toMatchObject({ exitCode: 0 });
  expect(isSentBack).toBe(true);
  expect(rig.history()).toMatchObject([{ attempts: 1, phase: 'investigation' }]);
  expect(rig.api.questions.map(({ all }) => all).join('\n')).not.toContain('Co-Authored-By');
});

test('a Claude that never signals ends after one reminder', async () => {
  await using rig = await createRig({
    provider: 'claude',
    model: () => ({ kind: 'text', text: 'All is done.' }),
  });
  await rig.samocode('--task', 'Write a greeting', '--once');
  expect(rig.history()).toMatchObject([{ problem: 'no-signal' }]);
  const asked = rig.api.questions.filter(({ prompt }) => prompt.includes('# Session Context'));
  expect(asked).toHaveLength(2);
});
