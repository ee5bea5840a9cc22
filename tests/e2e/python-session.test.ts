import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openScene, type Scene } from '../support/program.ts';
import { goTo, turn } from '../support/program-agent.ts';

const FIXTURE = resolve(
  import.meta.dirname,
  '../fixtures/python-sessions/2026-02-planning-waiting',
);

/** The session as the Python tool left it: planning, waiting for approval. */
function takenOver(): Scene {
  const scene = openScene({
    phases: {
      planning: [turn({ status: 'waiting', for: 'plan_approval' })],
      implementation: [goTo('implementation'), turn({ status: 'blocked', reason: 'far enough' })],
    },
  });
  cpSync(FIXTURE, join(scene.sessions, '26-02-07-it'), { recursive: true });
  return scene;
}

test('waits as it waited, without a spawn and without adopting its left-over signal', async () => {
  await using scene = takenOver();
  expect(await scene.status()).toMatchObject({
    phase: 'planning',
    state: 'waiting',
    awaiting: 'plan_approval',
  });
  expect((await scene.run()).code).toBe(3);
  expect(scene.spawns()).toEqual([]);
  expect(readFileSync(join(scene.folder(), '_signal_history.jsonl'))).toEqual(
    readFileSync(join(FIXTURE, '_signal_history.jsonl')),
  );
});

test('goes on in implementation after approve, with its rows, files and logs as they were', async () => {
  await using scene = takenOver();
  expect((await scene.command('approve', '--note', 'Go')).code).toBe(0);
  expect((await scene.run()).code).toBe(4);
  expect(scene.spawns().map((spawn) => spawn.phase)).toEqual(['implementation', 'implementation']);
  expect(scene.prompt(1)).toContain('> Go');

  const old = readFileSync(join(FIXTURE, '_signal_history.jsonl'));
  const history = readFileSync(join(scene.folder(), '_signal_history.jsonl'));
  expect(history.subarray(0, old.length)).toEqual(old);
  // The running number goes on above everything that was there.
  expect(scene.spawns().map((spawn) => spawn.iteration)).toEqual([5, 6]);
  expect(scene.rows().slice(4)).toMatchObject([
    { status: 'approved', phase: 'implementation' },
    { status: 'continue', iteration: 5 },
    { status: 'blocked', iteration: 6 },
  ]);
  const logs = readdirSync(join(scene.folder(), '_logs'));
  for (const name of readdirSync(join(FIXTURE, '_logs'))) {
    expect(scene.read(`_logs/${name}`)).toBe(readFileSync(join(FIXTURE, '_logs', name), 'utf8'));
  }
  expect(
    logs.filter((name) => /^\d\d-\d\d-\d{4}-00[56]-implementation\.jsonl$/.test(name)),
  ).toHaveLength(2);

  const fixed = readFileSync(join(FIXTURE, '_overview.md'), 'utf8');
  const expected = fixed
    .replace('Phase: planning', 'Phase: implementation')
    .replace('Iteration: 4\nTotal Iterations: 3', 'Iteration: 6\nTotal Iterations: 6')
    .replace('Blocked: waiting_human', 'Blocked: blocked');
  expect(scene.read('_overview.md')).toBe(expected);
});

describe('without its history', () => {
  function withoutRows(): Scene {
    const scene = takenOver();
    rmSync(join(scene.folder(), '_signal_history.jsonl'));
    return scene;
  }

  test('it waits as its overview says, a note or a pause later, too', async () => {
    await using scene = withoutRows();
    const waiting = { phase: 'planning', state: 'waiting', awaiting: 'plan_approval' };
    expect(await scene.status()).toMatchObject(waiting);
    expect((await scene.run()).code).toBe(3);
    expect((await scene.command('note', 'mind the step')).code).toBe(0);
    expect((await scene.run()).code).toBe(3);
    expect((await scene.command('resume')).code).toBe(0);
    expect((await scene.run()).code).toBe(3);
    expect(scene.spawns()).toEqual([]);
    expect(scene.read('_overview.md')).toContain('Blocked: waiting_human');
    expect(await scene.status()).toMatchObject(waiting);
  });

  test('it goes on once its plan is approved', async () => {
    await using scene = withoutRows();
    expect((await scene.command('approve')).code).toBe(0);
    expect((await scene.run()).code).toBe(4);
    expect(scene.spawns().map(({ phase }) => phase)).toEqual(['implementation', 'implementation']);
  });

  test('it is blocked where its overview says so, until a resume', async () => {
    await using scene = withoutRows();
    const overview = join(scene.folder(), '_overview.md');
    writeFileSync(overview, scene.read('_overview.md').replace('waiting_human', 'no disk'));
    const ended = await scene.run();
    expect(ended.code).toBe(4);
    expect(ended.stdout).toContain('no disk');
    expect(scene.spawns()).toEqual([]);
    expect((await scene.command('resume')).code).toBe(0);
    expect((await scene.run()).code).toBe(3);
    expect(scene.spawns().map(({ phase }) => phase)).toEqual(['planning']);
  });
});

test('its plan can be rejected, and the note reaches the planning agent', async () => {
  await using scene = takenOver();
  expect((await scene.command('reject', '--note', 'smaller')).code).toBe(0);
  expect((await scene.run()).code).toBe(3);
  expect(scene.spawns().map((spawn) => spawn.phase)).toEqual(['planning']);
  expect(scene.prompt(1)).toContain('smaller');
});

test('in the phase pr-readiness, which samocode does not have, it is refused until a person names one', async () => {
  await using scene = openScene({
    phases: { quality: [turn({ status: 'blocked', reason: 'no' })] },
  });
  const folder = join(scene.sessions, '26-02-07-it');
  cpSync(FIXTURE, folder, { recursive: true });
  const overview = join(folder, '_overview.md');
  const found = readFileSync(overview, 'utf8').replace(/^Blocked: .*/m, 'Blocked: no');
  writeFileSync(overview, found.replace('Phase: planning', 'Phase: pr-readiness'));
  for (const name of ['run', 'status', 'why', 'resume']) {
    const { code, stderr } = await scene.command(name);
    expect(code).toBe(2);
    expect(stderr).toContain(`${overview}:7: its "Phase:" is "pr-readiness", which is no phase`);
    expect(stderr).toContain('such as "Phase: quality"');
  }
  expect(scene.spawns()).toEqual([]);
  writeFileSync(overview, found.replace('Phase: planning', 'Phase: quality'));
  expect((await scene.command('why')).stdout).not.toContain('configuration:');
  expect((await scene.run()).code).toBe(4);
  expect(scene.spawns().map(({ phase }) => phase)).toEqual(['quality']);
});
