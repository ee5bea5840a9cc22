import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROVIDER_NAMES } from '../../src/domain/provider/provider-name.ts';
import { API_FAILURES } from './support/api-failures.ts';
import { follower } from './support/follower.ts';
import type { Reply, ScriptedModel } from './support/model.ts';
import { createRig } from './support/rig.ts';

const HOUR_S = 3600;

describe.each(PROVIDER_NAMES)('%s', (provider) => {
  const failures = API_FAILURES[provider];

  test('whose API key is wrong ends the run with exit 5 after one request', async () => {
    await using rig = await createRig({ provider, model: () => failures.login });
    const run = await rig.samocode('--task', 'Write a greeting');
    expect(run, text(run)).toMatchObject({ exitCode: 5 });
    expect(rig.api.questions).toHaveLength(1);
    expect(await rig.status()).toMatchObject({ state: 'failed', phase: 'init' });
  });

  test('without any credential ends the run with exit 5 and no request', async () => {
    const nothing = { claude: { login: 'none' }, codex: { env: { FAKE_KEY: '' } } } as const;
    await using rig = await createRig({ provider, model: follower, ...nothing[provider] });
    const run = await rig.samocode('--task', 'Write a greeting');
    expect(run, text(run)).toMatchObject({ exitCode: 5 });
    expect(rig.api.questions).toEqual([]);
  });

  test('whose limit lasts longer than the run may wait parks the session until the reset', async () => {
    const resetsAt = Math.floor(Date.now() / 1000) + 2 * HOUR_S;
    const model = () => failures.usageLimit(resetsAt);
    await using rig = await createRig({ provider, model, login: 'oauth' });
    const run = await rig.samocode('--task', 'Write a greeting', '--max-wait', '0');
    expect(run, text(run)).toMatchObject({ exitCode: 75 });
    expect(rig.api.questions).toHaveLength(1);

    const status = await rig.status();
    expect(status).toMatchObject({ state: 'parked', phase: 'init' });
    // Codex tells the reset as a clock time without seconds.
    const late = new Date(status.resumeAt ?? 0).getTime() / 1000 - resetsAt;
    expect(late).toBeGreaterThanOrEqual(provider === 'claude' ? 0 : -60);
    expect(late).toBeLessThanOrEqual(provider === 'claude' ? 10 : 70);

    expect(await rig.samocode('--max-wait', '0')).toMatchObject({ exitCode: 75 });
    expect(rig.api.questions).toHaveLength(1);
  });

  test('that is overloaded once is tried again, within the same iteration', async () => {
    const model = timesThen(1, failures.overload, follower);
    await using rig = await createRig({ provider, model });
    const run = await rig.samocode('--task', 'Write a greeting', '--once');
    expect(run, text(run)).toMatchObject({ exitCode: 0 });
    expect(rig.history()).toMatchObject([
      { kind: 'iteration', iteration: 1, attempts: 2, phase: 'investigation' },
    ]);
    expect(rig.logs().filter((name) => name.endsWith('-a2.jsonl'))).toHaveLength(1);
  });

  test('that stays overloaded uses up its attempts and ends a run that may not rest', async () => {
    const model = () => failures.overload;
    const env = { SAMOCODE_MAX_RETRIES: '2' };
    await using rig = await createRig({ provider, model, env });
    const run = await rig.samocode('--task', 'Write a greeting', '--max-outage', '0');
    expect(run, text(run)).toMatchObject({ exitCode: 5 });
    expect(rig.api.questions).toHaveLength(2);
    expect(rig.logs().filter((name) => /-a\d+\.jsonl$/.test(name))).toHaveLength(1);
  });

  test('that is overloaded until the third rest is ridden out by one run, which reaches done', async () => {
    const model = timesThen(3, failures.overload, follower);
    const env = { SAMOCODE_MAX_RETRIES: '1', SAMOCODE_OUTAGE_STEPS: '1,2' };
    await using rig = await createRig({ provider, model, env });
    const run = await rig.samocode('--task', 'Write a greeting', '--gates', 'auto');
    expect(run, text(run)).toMatchObject({ exitCode: 0 });
    expect(await rig.status()).toMatchObject({ state: 'done', phase: 'done' });
    expect(run.stdout.match(/resting until/g), text(run)).toHaveLength(3);
    const rows = rig.history().filter(({ kind }) => kind === 'iteration');
    expect(rows.map(({ iteration }) => iteration)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

test('codex without its CODEX_HOME ends the run at once, with the folder and a command', async () => {
  await using rig = await createRig({ provider: 'codex', model: follower });
  const folder = path.join(rig.root, 'home/codex-home');
  rmSync(folder, { recursive: true });
  const run = await rig.samocode('--task', 'Write a greeting');
  expect(run, text(run)).toMatchObject({ exitCode: 5 });
  expect(run.stdout).toContain(`mkdir -p -m 700 ${folder}`);
  expect(rig.api.questions).toEqual([]);
});

describe('claude', () => {
  test('that cannot write CLAUDE_CODE_TMPDIR ends the run at once, with the folder and a command', async () => {
    const env = { CLAUDE_CODE_TMPDIR: '/dev/null' };
    await using rig = await createRig({ provider: 'claude', model: follower, env });
    const run = await rig.samocode('--task', 'Write a greeting');
    expect(run, text(run)).toMatchObject({ exitCode: 5 });
    expect(run.stdout).toContain('CLAUDE_CODE_TMPDIR /dev/null: it is not a folder');
    expect(run.stdout).toContain('ls -ld /dev/null');
    expect(rig.api.questions).toEqual([]);
  });

  test('at its usage limit sleeps until the reset and goes on', async () => {
    const resetsAt = Math.floor(Date.now() / 1000) + 4;
    const model = timesThen(1, API_FAILURES.claude.usageLimit(resetsAt), follower);
    await using rig = await createRig({ provider: 'claude', model, login: 'oauth' });
    const run = await rig.samocode('--task', 'Write a greeting', '--once');
    expect(run, text(run)).toMatchObject({ exitCode: 0 });
    expect(Date.now() / 1000).toBeGreaterThan(resetsAt);
    expect(rig.history()).toMatchObject([{ kind: 'iteration', iteration: 1 }]);
  });

  test('kept from the bypass by private settings of the main checkout names the file', async () => {
    await using rig = await createRig({ provider: 'claude', model: follower });
    const folder = path.join(rig.root, 'repo/.claude');
    mkdirSync(folder);
    const file = path.join(folder, 'settings.local.json');
    writeFileSync(file, '{"permissions":{"disableBypassPermissionsMode":"disable"}}');
    const run = await rig.samocode('--task', 'Write a greeting');
    expect(run, text(run)).toMatchObject({ exitCode: 5 });
    expect(run.stdout).toContain(file);
    expect(rig.history().filter(({ kind }) => kind === 'iteration')).toEqual([]);
  });

  test('at its turn limit counts for the signal it left', async () => {
    const env = { CLAUDE_MAX_TURNS: '1' };
    await using rig = await createRig({ provider: 'claude', model: follower, env });
    const run = await rig.samocode('--task', 'Write a greeting', '--once');
    expect(run, text(run)).toMatchObject({ exitCode: 0 });
    expect(rig.history()).toMatchObject([{ sourcePhase: 'init', phase: 'investigation' }]);
    const [log] = rig.logs().filter((name) => name.endsWith('.jsonl'));
    expect(rig.read(`_logs/${log ?? ''}`)).toContain('error_max_turns');
  });

  test('at its turn limit without a signal is tried again', async () => {
    const env = { CLAUDE_MAX_TURNS: '1' };
    const model = timesThen(1, { kind: 'shell', command: 'true' }, follower);
    await using rig = await createRig({ provider: 'claude', model, env });
    const run = await rig.samocode('--task', 'Write a greeting', '--once');
    expect(run, text(run)).toMatchObject({ exitCode: 0 });
    expect(rig.history()).toMatchObject([{ iteration: 1, attempts: 2 }]);
  });
});

/** Gives `reply` to so many requests, and lets `model` answer the rest. */
function timesThen(times: number, reply: Reply, model: ScriptedModel): ScriptedModel {
  let left = times;
  return (request) => {
    if (left === 0) return model(request);
    left--;
    return reply;
  };
}

function text(run: { readonly stdout: string; readonly stderr: string }): string {
  return `${run.stdout}\n${run.stderr}`;
}
