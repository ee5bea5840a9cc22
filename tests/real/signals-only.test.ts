import { expect, test } from 'vitest';
import type { Phase } from '../../src/domain/phases/phase.ts';
import { ruleOf } from '../../src/domain/phases/rules.ts';
import { PROVIDER_NAMES } from '../../src/domain/provider/provider-name.ts';
import { follower, readContext, stepOf } from './support/follower.ts';
import type { ScriptedModel } from './support/model.ts';
import { createRig } from './support/rig.ts';

/** After init, which a session cannot leave without an overview, it does no work and signals success. */
const signalsOnly: ScriptedModel = (request) => {
  if (request.toolResults.length > 0) return { kind: 'text', text: 'The step is done.' };
  const context = readContext(request);
  if (context.phase === 'init') return { kind: 'shell', command: stepOf(context) };
  const command = `echo '${JSON.stringify(successIn(context.phase))}' > '${context.session}/_signal.json'`;
  return { kind: 'shell', command };
};

function successIn(phase: Phase): object {
  const [next] = ruleOf(phase).next;
  if (phase === 'planning') return { status: 'waiting', phase, for: 'plan_approval' };
  return next === undefined ? { status: 'done', phase } : { status: 'continue', phase: next };
}

test.each(PROVIDER_NAMES)('%s that only signals gets out of no phase', async (provider) => {
  await using rig = await createRig({ provider, model: signalsOnly });
  const run = await rig.samocode('--task', 'Write a greeting');
  expect(run, run.stdout).toMatchObject({ exitCode: 4 });
  expect(await rig.status()).toMatchObject({ state: 'blocked', phase: 'investigation' });
  expect(rig.history().filter(({ kind }) => kind === 'iteration')).toHaveLength(4);

  rig.api.play(follower);
  await rig.samocode('resume');
  await rig.samocode('--gates', 'auto', '--max-iterations', '4');
  expect(await rig.status()).toMatchObject({ phase: 'implementation' });
  rig.api.play(signalsOnly);
  for (const phase of ['implementation', 'testing', 'quality', 'done']) {
    await rig.samocode('resume', '--phase', phase);
    const lazy = await rig.samocode('--once');
    expect(lazy.stdout).toContain(`${phase} is not complete`);
    expect(await rig.status()).toMatchObject({ state: 'idle', phase });
  }
});
