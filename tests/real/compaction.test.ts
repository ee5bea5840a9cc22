import { expect, test } from 'vitest';
import { follower } from './support/follower.ts';
import type { ModelRequest, Reply, ScriptedModel } from './support/model.ts';
import { createRig, type Rig } from './support/rig.ts';

const SUMMARY = 'Numbers were printed.';
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
    return { kind: 'text', text: `<summary>${SUMMARY}</summary>` };
  };
  await using rig = await createRig({ provider: 'claude', model });
  await expectStep(rig);
});

test('Codex has contract and session context after a compaction in the middle of the turn', async () => {
  let compactions = 0;
  const model: ScriptedModel = (request) => {
    if (request.prompt.includes('CONTEXT CHECKPOINT COMPACTION')) {
      compactions += 1;
      return { kind: 'text', text: SUMMARY };
    }
    if (compactions === 0) return { kind: 'shell', command: 'seq 1 2000' };
    return compactions === 1 ? follower(request) : { kind: 'text', text: 'The step is done.' };
  };
  // Fewer than a reply reports.
  const env = { CODEX_EXTRA_ARGS: '-c model_auto_compact_token_limit=500' };
  await using rig = await createRig({ provider: 'codex', model, env });
  await expectStep(rig);
});

async function expectStep(rig: Rig): Promise<void> {
  const run = await rig.samocode('--task', 'Write a greeting', '--once');
  expect(run, run.stdout).toMatchObject({ exitCode: 0 });
  expect(rig.history()).toMatchObject([{ attempts: 1, phase: 'investigation' }]);
  const after = rig.api.questions.at(-1);
  expect(after?.prompt).toContain(SUMMARY);
  expect(after?.prompt).toContain(`- Session path: ${rig.session}`);
  expect(after?.prompt).toContain('## The signal');
}
