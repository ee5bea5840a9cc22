import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openProcessRoom } from '../../src/adapters/process/process-room.ts';
import { PROVIDERS } from '../../src/adapters/providers/providers.ts';
import { modelQuestions } from '../../src/app/cli-query/model-questions.ts';
import { NEVER } from '../../src/app/ports/repository.ts';
import { askerIn, askModel } from '../../src/cli/compose/running/questions.ts';
import { PROVIDER_NAMES } from '../../src/domain/provider/provider-name.ts';
import { claudeEnvironment, codexEnvironment, REAL_CLIS } from './support/environment.ts';
import { follower } from './support/follower.ts';
import type { Reply, ScriptedModel } from './support/model.ts';
import { createRig } from './support/rig.ts';

const UNKNOWN: Reply = {
  kind: 'http',
  status: 404,
  body: { type: 'error', error: { type: 'not_found_error', message: 'model: nope' } },
};

const text = (run: { readonly stdout: string; readonly stderr: string }): string =>
  run.stdout + run.stderr;

describe.each(PROVIDER_NAMES)('%s', (provider) => {
  const key = `${provider.toUpperCase()}_MODEL_QUALITY`;

  test('lists its models without a login and without a request', async () => {
    const home = mkdtempSync(path.join(tmpdir(), 'models-'));
    onTestFinished(() => {
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    });
    const room = openProcessRoom(process.platform);
    onTestFinished(() => room[Symbol.asyncDispose]());
    const apiUrl = 'http://127.0.0.1:9';
    const environment =
      provider === 'claude'
        ? claudeEnvironment({ home, apiUrl, login: 'none' })
        : codexEnvironment({ home, apiUrl });
    const config = { provider, executable: REAL_CLIS[provider], extraArgs: [] };
    const by = askerIn(room, { home, cwd: home, runId: `models-${process.pid}`, stops: NEVER });
    const how = { provider: PROVIDERS[provider], environment, sandbox: undefined };
    const questions = modelQuestions([{ ...by, ...how, config }], askModel);
    const asked = { ...config, model: 'nope', phases: ['quality'] } as const;
    expect(await questions.list(asked)).toMatchObject({
      models: expect.arrayContaining([
        expect.stringMatching(provider === 'claude' ? /^opus$/ : /^gpt-/),
      ]) as string[],
    });
  });

  test('an unknown model of a later phase ends the run before the first agent', async () => {
    await using rig = await createRig({ provider, model: () => UNKNOWN, env: { [key]: 'nope' } });
    const run = await rig.samocode('--task', 'Write a greeting');
    expect(run, text(run)).toMatchObject({ exitCode: 2 });
    expect(text(run)).toContain(`${provider} cannot work with the model nope (quality)`);
    expect(rig.logs()).toEqual([]);
  });
});

describe.each(PROVIDER_NAMES)('%s', (provider) => {
  test('doctor --models names the model that does not work', async () => {
    const env = { [`${provider.toUpperCase()}_MODEL_QUALITY`]: 'nope' };
    const model: ScriptedModel = ({ all }) =>
      all.includes('"model":"nope"') ? UNKNOWN : { kind: 'text', text: 'ok' };
    await using rig = await createRig({ provider, model, env });
    const ended = await rig.samocode('doctor', '--models');
    expect(ended.stdout).toMatch(/answers$/m);
    expect(ended.stdout).toMatch(/^BAD .*nope \(quality\)/m);
  });

  test.each(['light', 'max'])('takes the model and the effort of the profile %s', async (name) => {
    const env = { SAMOCODE_PROFILE: name };
    await using rig = await createRig({ provider, model: follower, env });
    const run = await rig.samocode('--task', 'Write a greeting', '--once');
    expect(run, text(run)).toMatchObject({ exitCode: 0 });
    const effort = {
      claude: { light: 'low', max: 'high' },
      codex: { light: 'low', max: 'xhigh' },
    }[provider][name === 'max' ? 'max' : 'light'];
    expect(rig.api.questions[0]?.all).toContain(`"effort":"${effort}"`);
  });
});

test('a model that Claude Code lists is not asked', async () => {
  const env = { CLAUDE_MODEL_QUALITY: 'haiku' };
  await using rig = await createRig({ provider: 'claude', model: follower, env });
  const run = await rig.samocode('--task', 'Write a greeting', '--once');
  expect(run, text(run)).toMatchObject({ exitCode: 0 });
  expect(text(run)).not.toContain('asking the model');
});
