import { expect, test } from 'vitest';
import { follower } from './support/follower.ts';
import type { ModelRequest, Reply } from './support/model.ts';
import { createRig } from './support/rig.ts';

const TOO_LONG: Reply = {
  kind: 'http',
  status: 400,
  body: {
    type: 'error',
    error: {
      type: 'invalid_request_error',
      message: 'prompt is too long: 1050000 tokens > 1000000 maximum',
    },
  },
};

test('Claude has contract and session context after a compaction in the middle of the turn', async () => {
  let isCompacted = false;
  const seen: ModelRequest[] = [];
  const model = (request: ModelRequest): Reply => {
    seen.push(request);
    if (isCompacted) return follower(request);
    if (request.toolResults.length === 0) return { kind: 'shell', command: 'seq 1 2000' };
    if (seen.filter(({ toolResults }) => toolResults.length > 0).length === 1) return TOO_LONG;
    isCompacted = true;
    return { kind: 'text', text: '<summary>Numbers were printed.</summary>' };
  };
  await using rig = await createRig({ provider: 'claude', model });
  const run = await rig.samocode('--task', 'Write a greeting', '--once');
  expect(run, run.stdout).toMatchObject({ exitCode: 0 });
  expect(rig.history()).toMatchObject([{ attempts: 1, phase: 'investigation' }]);
  const after = seen.at(-1);
  expect(after?.prompt).toContain('Numbers were printed.');
  expect(after?.prompt).toContain(`- Session path: ${rig.session}`);
  expect(after?.prompt).toContain('## The signal');
});
