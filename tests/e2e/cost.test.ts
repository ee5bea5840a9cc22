import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rowTimestamp } from '../../src/domain/text/timestamps.ts';
import { openScene, type Scene } from '../support/program.ts';
import { turn } from '../support/program-agent.ts';

const BLOCKED = { status: 'blocked', reason: 'enough' };
const AT = new Date(2026, 0, 2, 12).toISOString();

function codexLine(model: string, log: string): string {
  const who = { session: '/other/s', run: 'r', iteration: 1, attempt: 1, log };
  const usage = { inputTokens: 2_000_000, cachedInputTokens: 1_000_000, outputTokens: 100_000 };
  const rest = { provider: 'codex', model, phase: 'planning', usage, costUsd: null };
  return `${JSON.stringify({ v: 1, at: AT, ...who, ...rest })}\n`;
}

function withBook(scene: Scene, ...lines: readonly string[]): void {
  const folder = join(scene.home, '.local/state/samocode/spend');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '2026-01-02.jsonl'), lines.join(''));
}

test('sums up the attempts of all sessions', async () => {
  await using scene = openScene({ phases: { implementation: [turn(BLOCKED)] } });
  scene.begin('implementation');
  expect((await scene.run()).code).toBe(4);
  withBook(scene, codexLine('gpt-5.5', 'a'), codexLine('unheard-of', 'b'));
  const read = async (...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> => {
    const { stdout, stderr } = await scene.start(['cost', '--json', ...args]).ended;
    expect(stderr).toBe('');
    return JSON.parse(stdout) as Record<string, unknown>;
  };
  expect(await read('--by', 'phase')).toMatchObject({
    groups: [
      { name: 'implementation', attempts: 1 },
      { name: 'planning', attempts: 2, costUsd: 8.5, pricedUsd: 8.5, costUnknown: 1 },
    ],
    total: { attempts: 3 },
  });
  expect(await read('--since', '2026-01-03')).toMatchObject({ by: 'day', total: { attempts: 1 } });
  const { stdout } = await scene.start(['cost', '--by', 'model']).ended;
  expect(stdout).toMatch(/^gpt-5\.5 +1 +2\.0M +1\.0M +100\.0k +\$8\.50$/m);
  expect(stdout).toMatch(/^unheard-of +1 .* 1$/m);
  expect(stdout).toContain('$8.50 of it is computed from tokens and the prices of 2026-05-13');
});

test("a person's own prices replace the shipped ones, and a fault in them is an error", async () => {
  await using scene = openScene();
  withBook(scene, codexLine('mine', 'a'), codexLine('gpt-5.5', 'b'));
  const folder = join(scene.home, '.config/samocode');
  mkdirSync(folder, { recursive: true });
  const mine = { input: 1, cached: 0, output: 10 };
  const table = { v: 1, date: '2026-11-01', models: { mine } };
  writeFileSync(join(folder, 'prices.json'), JSON.stringify(table));
  const { stdout } = await scene.start(['cost', '--json']).ended;
  expect(JSON.parse(stdout)).toMatchObject({
    pricesOf: '2026-11-01',
    total: { costUsd: 2, costUnknown: 1 },
  });
  writeFileSync(join(folder, 'prices.json'), JSON.stringify({ ...table, models: { mine: {} } }));
  const wrong = await scene.start(['cost']).ended;
  expect(wrong).toMatchObject({ code: 2, stdout: '' });
  expect(wrong.stderr).toContain('prices.json is not a table of prices');
  expect((await scene.start(['cost', '--by', 'week']).ended).stderr).toContain('day, session');
});

test('a session whose next run would start no attempt says so, with the limit and a command that helps', async () => {
  await using scene = openScene({ phases: { implementation: [turn(BLOCKED)] } });
  scene.begin('implementation');
  const at = new Date().toISOString();
  withBook(
    scene,
    codexLine('gpt-5.5', 'a').replace('"costUsd":null', '"costUsd":6').replace(AT, at),
  );
  const today = `${rowTimestamp(new Date()).slice(0, 10)}.jsonl`;
  const folder = join(scene.home, '.local/state/samocode/spend');
  renameSync(join(folder, '2026-01-02.jsonl'), join(folder, today));
  const env = { SAMOCODE_MAX_COST_PER_DAY: '5' };
  const place = ['--config', scene.config, '--session', 'it'];
  const ended = await scene.startRun([], { env }).ended;
  expect(ended.code).toBe(7);
  expect(ended.stdout).toMatch(
    /limit of \$5 a day for all sessions: \$6\.00 is spent → raise SAMOCODE_MAX_COST_PER_DAY or start again from .*; for each session: samocode cost --by session/,
  );
  const status = await scene.start(['status', ...place, '--json'], { env }).ended;
  expect(JSON.parse(status.stdout)).toMatchObject({
    state: 'idle',
    reason: '$6.00 of $5 a day for all sessions spent (SAMOCODE_MAX_COST_PER_DAY)',
    resumeAt: expect.stringContaining('T') as unknown,
  });
  const shown = await scene.start(['status', ...place], { env }).ended;
  expect(shown.stdout).toContain(
    `(SAMOCODE_MAX_COST_PER_DAY) → samocode why --config ${scene.config} --session it\n`,
  );
  const why = await scene.start(['why', ...place, '--json'], { env }).ended;
  const { why: text, commands } = JSON.parse(why.stdout) as Record<'why', string> &
    Record<'commands', string[]>;
  expect(text).toContain('starts no attempt until');
  expect(commands).toEqual([
    `SAMOCODE_MAX_COST_PER_DAY=12 samocode --config ${scene.config} --session it`,
  ]);
  expect(scene.spawns()).toHaveLength(0);
  const lifted = await scene.startRun([], { env: { SAMOCODE_MAX_COST_PER_DAY: '12' } }).ended;
  expect(lifted.code).toBe(4);
});

test('a cost bound with Codex needs a price for each model', async () => {
  await using scene = openScene({ phases: { implementation: [turn(BLOCKED)] } });
  scene.begin('implementation');
  const bounded = async (env: Readonly<Record<string, string>>) =>
    await scene.startRun(['--dry-run', '--provider', 'codex', '--max-cost', '1'], { env }).ended;
  const refused = await bounded({ CODEX_MODEL: 'gpt-5.5', CODEX_MODEL_QUALITY: 'unheard-of' });
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('the prices of 2026-05-13 have none for unheard-of');
  expect((await bounded({})).stderr).toContain("have none for the CLI's own model");
  expect(await bounded({ CODEX_MODEL: 'gpt-5.5' })).toMatchObject({ code: 0 });
});
