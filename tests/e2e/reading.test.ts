import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { appears, openScene, program, type Scene, until } from '../support/program.ts';
import { goTo, turn, WHOLE } from '../support/program-agent.ts';

const READING = ['status', 'why', 'list', 'history', 'logs'];
const PLACE = (scene: Scene): readonly string[] => ['--config', scene.config];

/** Every file of the sessions with its time of change. */
function snapshot(folder: string): Record<string, number> {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return Object.fromEntries(entries.map((name) => [name, statSync(join(folder, name)).mtimeMs]));
}

test('every reading command has help with an example, and ends well on a session in any state', async () => {
  await using scene = openScene(WHOLE);
  scene.begin('investigation');
  await scene.run('--max-iterations', '1');
  rmSync(join(scene.folder(), '.run', 'checkpoint.json'), { force: true });
  const before = snapshot(scene.sessions);
  for (const name of READING) {
    const help = await scene.exec([name, '--help']);
    expect(help).toMatchObject({ code: 0 });
    expect(help.stdout).toContain('Example:');
    for (const more of [[], ['--json']]) {
      // The project's only session needs no name.
      const ended = await scene.exec([name, ...PLACE(scene), ...more]);
      expect(ended, name).toMatchObject({ code: 0, stderr: '' });
      for (const line of more.length > 0 ? ended.stdout.trim().split('\n') : []) {
        expect(JSON.parse(line)).toMatchObject({ v: 1 });
      }
    }
  }
  expect(snapshot(scene.sessions)).toEqual(before);
  mkdirSync(join(scene.sessions, '26-01-01-two'));
  const unnamed = await scene.exec(['why', ...PLACE(scene)]);
  expect(unnamed.code).toBe(2);
  expect(unnamed.stderr).toContain('the sessions are two, it');
  expect((await scene.command('why')).stdout).toContain('limit of 1 iteration');
});

test('only SESSIONS is needed to read, whatever else is wrong with the settings', async () => {
  await using scene = openScene(WHOLE);
  scene.begin('planning');
  writeFileSync(scene.config, 'SESSIONS=sessions\nMAIN_REPO=gone\n');
  writeFileSync(join(scene.root, '.env'), 'CLAUDE_TIMEOUT=never\n');
  expect(await scene.exec(['list', ...PLACE(scene)])).toMatchObject({ code: 0 });
  writeFileSync(scene.config, 'MAIN_REPO=repo\n');
  const missing = await scene.exec(['list', ...PLACE(scene)]);
  expect(missing.code).toBe(2);
  expect(missing.stderr).toContain('SESSIONS is missing');
});

describe('while a run writes', () => {
  test('logs -f follows across attempts and iterations and ends with the run', async () => {
    await using scene = openScene({
      phases: {
        investigation: [
          goTo('investigation', { wait: 'first' }, { tool: 'npm test' }),
          goTo('requirements', { wait: 'second' }),
        ],
        requirements: [turn({ status: 'blocked', reason: 'no' })],
      },
    });
    scene.begin('investigation');
    const run = scene.startRun();
    await until(() => scene.spawns().length === 1, 'the first spawn');
    const logs = scene.start(['logs', '-f', ...PLACE(scene)]);
    await logs.says('iteration 4, investigation');
    expect((await scene.command('why')).stdout).toMatch(new RegExp(`pid ${run.pid} .*iteration 4`));
    writeFileSync(join(scene.agent, 'first'), '');
    await logs.says('npm test');
    await logs.says('iteration 5, investigation');
    writeFileSync(join(scene.agent, 'second'), '');
    expect((await run.ended).code).toBe(4);
    const ended = await logs.ended;
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stdout).toContain('iteration 6, requirements');
    expect(ended.stderr).toContain('no run holds it');
  });

  test('logs -f waits for the run to come, and ends by Ctrl-C where none comes', async () => {
    const blocked = turn({ status: 'blocked', reason: 'no' });
    await using scene = openScene({
      phases: { investigation: [blocked, [{ wait: 'go' }, ...blocked]] },
    });
    scene.begin('investigation');
    expect((await scene.startRun().ended).code).toBe(4);
    const alone = scene.start(['logs', '-f', ...PLACE(scene)]);
    await alone.says('iteration 4, investigation');
    alone.kill('SIGINT');
    const stopped = await alone.ended;
    expect(stopped).toMatchObject({ code: 0 });
    expect(stopped.stderr).toContain('no run holds it yet: waiting for one, until Ctrl-C');
    const logs = scene.start(['logs', '-f', ...PLACE(scene)]);
    await logs.says('iteration 4, investigation');
    await scene.command('resume');
    const run = scene.startRun();
    await logs.says('iteration 5, investigation');
    writeFileSync(join(scene.agent, 'go'), '');
    expect((await run.ended).code).toBe(4);
    const ended = await logs.ended;
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stderr).toContain('no run holds it; to see why');
  });

  test('a run killed at its work leaves a sentence, and Ctrl-C ends a watcher well', async () => {
    await using scene = openScene({
      phases: { investigation: [[{ begin: true }, { stay: true }]] },
    });
    scene.begin('investigation');
    const run = scene.startRun();
    await until(() => scene.spawns().length === 1, 'the first spawn');
    const watch = scene.start(['status', '--watch', '--json', ...PLACE(scene)]);
    await watch.says('"state":"running"');
    run.kill('SIGKILL');
    await watch.says('"state":"idle"');
    watch.kill('SIGINT');
    const watched = await watch.ended;
    expect(watched).toMatchObject({ code: 0 });
    const lines = watched.stdout.trim().split('\n');
    expect(new Set(lines).size).toBe(lines.length);
    const why = await scene.command('why');
    expect(why.stdout).toContain(
      'the last one died in investigation, iteration 4; the next run starts it again',
    );
    expect((await scene.exec(['list', ...PLACE(scene), '--json'])).stdout).toContain(
      '"state":"idle"',
    );
  });

  test('status has the iteration in progress, what is left for the run, and local times', async () => {
    await using scene = openScene({
      phases: { investigation: [[{ begin: true }, { stay: true }]] },
    });
    scene.begin('investigation');
    scene.startRun();
    await until(() => scene.spawns().length === 1, 'the first spawn');
    await scene.command('pause', '--note', 'lunch');
    await scene.command('note', 'use the old table');
    const { stdout } = await scene.command('status');
    expect(stdout).toMatch(/^iteration +4, since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/m);
    expect(stdout).toMatch(/^held by .* since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/m);
    expect(stdout).toMatch(
      /^pending +pause by \w+: lunch\npending +note by \w+: use the old table$/m,
    );
    expect(await scene.status()).toMatchObject({
      iteration: 3,
      running: { iteration: 4, attempt: 1 },
      pending: [
        { kind: 'pause', note: 'lunch' },
        { kind: 'note', note: 'use the old table' },
      ],
    });
  });

  test('status --watch off a terminal ends once the session is done', async () => {
    await using scene = openScene();
    const row = '{"iteration":1,"status":"done","phase":"done"}\n';
    scene.begin('done', { '_signal_history.jsonl': row });
    const watched = await scene.start(['status', '--watch', ...PLACE(scene)]).ended;
    expect(watched).toMatchObject({ code: 0 });
    expect(watched.stdout).toMatch(/^state +done$/m);
  });

  test('Ctrl-C ends logs -f with 0', async () => {
    await using scene = openScene({
      phases: { investigation: [[{ begin: true }, { stay: true }]] },
    });
    scene.begin('investigation');
    scene.startRun();
    await until(() => scene.spawns().length === 1, 'the first spawn');
    const logs = scene.start(['logs', '-f', ...PLACE(scene)]);
    await logs.says('iteration 4');
    logs.kill('SIGINT');
    expect((await logs.ended).code).toBe(0);
  });
});

describe('a log of any size', () => {
  const LINE = '{"type":"assistant","message":{"content":[{"type":"text","text":"words"}]}}\n';

  function withLog(scene: Scene, text: string): string {
    const folder = join(scene.begin('testing'), '_logs');
    mkdirSync(folder);
    const path = join(folder, '11-22-0711-004-testing.jsonl');
    writeFileSync(path, text);
    return path;
  }

  test('stdout that is closed early ends it quietly', async () => {
    await using scene = openScene();
    withLog(scene, LINE.repeat(200_000));
    const command = `"${process.execPath}" "${program()}" logs --config "${scene.config}" | head -n 3`;
    const text = execFileSync('/bin/sh', ['-c', command], {
      encoding: 'utf8',
      env: scene.env,
      timeout: 20_000,
    });
    expect(text.split('\n')).toHaveLength(4);
  });

  test('--tail finds its place from the end; --raw gives the bytes as they are; a huge event is named', async () => {
    await using scene = openScene();
    const huge = JSON.stringify({ type: 'user', message: 'x'.repeat(2_000_000) });
    const path = withLog(scene, `${huge}\n${LINE}\u001b[31mred\n${LINE.trimEnd()}`);
    const whole = await scene.command('logs');
    expect(whole.stdout).toContain('an event of 1.9 MB is not shown');
    expect(whole.stdout).not.toContain('\u001b');
    expect((await scene.command('logs', '--raw')).stdout).toBe(readFileSync(path, 'utf8'));
    expect((await scene.command('logs', '--tail', '1')).stdout.split('\n')).toHaveLength(3);
    expect((await scene.command('logs', '--raw', '--tail', '2')).stdout).toBe(
      `\u001b[31mred\n${LINE.trimEnd()}`,
    );
  });

  test('a sparse gigabyte is never in memory', async () => {
    await using scene = openScene();
    const path = withLog(scene, LINE);
    truncateSync(path, 1024 ** 3);
    const command = `ulimit -v 4000000; exec "${process.execPath}" --max-old-space-size=64 "${program()}" logs --config "${scene.config}"`;
    const text = execFileSync('/bin/sh', ['-c', command], {
      encoding: 'utf8',
      env: scene.env,
      timeout: 60_000,
    });
    expect(text).toContain('an event of 1024.0 MB is not shown');
  }, 70_000);

  test('numbers and phases that are none are refused', async () => {
    await using scene = openScene();
    withLog(scene, LINE);
    for (const flags of [
      ['--iteration', 'x'],
      ['--tail', '0'],
      ['--phase', 'sleep'],
      ['--raw', '--json'],
    ]) {
      expect((await scene.command('logs', ...flags)).code).toBe(2);
    }
    expect(await scene.command('logs', '--iteration', '99')).toMatchObject({ code: 0, stdout: '' });
  });
});

test('logs and history of the Python tool are read as well', async () => {
  await using scene = openScene();
  const from = join(import.meta.dirname, '../fixtures/python-sessions/2026-02-planning-waiting');
  execFileSync('cp', ['-r', from, join(scene.sessions, '26-11-22-it')]);
  expect((await scene.command('logs', '--all')).stdout.match(/^working$/gm)).toHaveLength(4);
  expect((await scene.command('history')).stdout.match(/python tool/g)).toHaveLength(4);
  await appears(scene.folder());
  expect(existsSync(join(scene.folder(), '.run'))).toBe(false);
});
