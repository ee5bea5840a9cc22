import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { appears, openScene, overviewOf, type Scene } from '../support/program.ts';
import { goTo, silent, type Turn, turn } from '../support/program-agent.ts';

/** A session in investigation whose agent does this. */
function investigating(...turns: readonly Turn[]): Scene {
  const scene = openScene({ phases: { investigation: turns } });
  scene.begin('investigation');
  return scene;
}

const BLOCKED = turn({ status: 'blocked', reason: 'enough' });

describe('no signal', () => {
  test('is a continue with a reminder in the next prompt, and the third in a row blocks', async () => {
    await using scene = investigating(silent());
    const { code, stdout } = await scene.run();
    expect(code).toBe(4);
    // Each of them is told, not the third alone.
    for (const nth of [1, 2, 3]) {
      expect(stdout).toContain(`left no signal (${nth} in a row; 3 block the session)`);
    }
    expect(scene.spawns()).toHaveLength(3);
    expect(scene.prompt(1)).not.toContain('left no _signal.json');
    expect(scene.prompt(2)).toContain('left no _signal.json');
    expect(scene.rows().map((row) => row['status'])).toEqual(['continue', 'continue', 'blocked']);
    expect(scene.rows().at(-1)).toMatchObject({ needs: 'investigation', phase: 'investigation' });
  });

  test.each(['{}', 'null', '[]', '', ' \n', '\uFEFF{}'])('is also %j', async (text) => {
    await using scene = investigating(turn(text), BLOCKED);
    expect((await scene.run()).code).toBe(4);
    expect(scene.rows()[0]).toMatchObject({ status: 'continue', problem: 'no-signal' });
    expect(scene.spawns()).toHaveLength(2);
  });

  test('a signal in between starts the count again', async () => {
    const on = goTo('investigation');
    await using scene = investigating(silent(), silent(), on, silent(), silent(), BLOCKED);
    expect((await scene.run()).code).toBe(4);
    expect(scene.spawns()).toHaveLength(6);
  });
});

describe('a malformed signal counts like a missing one, and the next prompt says what was read', () => {
  test.each<[string, Turn, RegExp]>([
    ['no JSON', turn('continue please'), /not JSON: continue please/],
    ['a list', turn('[1]'), /no object/],
    ['a number', turn('7'), /no object/],
    ['no status', turn({ phase: 'requirements' }), /no "status"/],
    ['an unknown status', turn({ status: 'finished' }), /"finished"/],
    ['an unknown phase', turn({ status: 'continue', phase: 'deploy' }), /"deploy"/],
    ['a wrong type', turn({ status: ['continue', 'blocked'] }), /no text/],
    ['a prototype', turn('{"__proto__":{"status":"continue"}}'), /no "status"/],
    ['deep nesting', turn('['.repeat(200_000)), /not JSON|no object|nested/],
    ['a directory', silent({ sh: 'rm -f _signal.json && mkdir _signal.json' }), /director|folder/],
    ['a link', silent({ sh: 'ln -sf /etc/passwd _signal.json' }), /link/],
    ['a FIFO', silent({ sh: 'rm -f _signal.json && mkfifo _signal.json' }), /FIFO|pipe/i],
    [
      'too much',
      silent({ sh: 'head -c 1100000 /dev/zero | tr "\\0" " " > _signal.json' }),
      /1 ?MiB|1048576|large|long|big/i,
    ],
  ])('%s', async (_name, first, reason) => {
    await using scene = investigating(first, goTo('investigation'), BLOCKED);
    const run = await scene.run();
    expect(run.code).toBe(4);
    expect(run.stdout).toContain('left a signal that cannot be read (1 in a row; 3 block');
    expect(scene.spawns()).toHaveLength(3);
    const [row, after] = scene.rows();
    expect(row).toMatchObject({
      status: 'continue',
      accepted: true,
      phase: 'investigation',
      problem: 'malformed',
    });
    expect(String(row?.['reason'])).toMatch(reason);
    expect(String(row?.['reason']).length).toBeLessThan(400);
    expect(after).toMatchObject({ status: 'continue', problem: null });
    expect(scene.prompt(2)).toMatch(reason);
    expect(scene.prompt(3)).not.toContain('cannot be read');
    // Whatever stood there is out of the way at the next attempt.
    expect(scene.spawns()[1]?.signalAtStart?.trim()).toBe('{}');
  });

  test('the third in a row blocks, missing ones counted with it, over restarts and notes', async () => {
    await using scene = investigating(turn('oops'), silent(), turn('[1]'), BLOCKED);
    expect((await scene.run('--once')).code).toBe(0);
    expect((await scene.command('note', 'go on')).code).toBe(0);
    expect((await scene.run('--once')).code).toBe(0);
    expect((await scene.command('note', 'and on')).code).toBe(0);
    expect((await scene.run()).code).toBe(4);
    expect(scene.spawns()).toHaveLength(3);
    expect(scene.rows().at(-1)).toMatchObject({
      status: 'blocked',
      problem: 'malformed',
      needs: 'investigation',
      reason:
        '3 iterations in a row left no readable signal; the last: the signal is no object: [1]',
    });
    // A resume is a person's word: the count starts again.
    expect((await scene.command('resume')).code).toBe(0);
    expect((await scene.run()).code).toBe(4);
    expect(scene.rows().at(-1)).toMatchObject({ reason: 'enough' });
  });
});

describe('a slip with one unambiguous repair is repaired, and said', () => {
  const good = '{"status": "waiting", "phase": "requirements", "for": "qa_answers"}';

  test('in the row, the output and the next prompt', async () => {
    const slip = turn('```json\n{"status": "continue", "phase": "requirements",}\n```');
    await using scene = openScene({ phases: { investigation: [slip], requirements: [BLOCKED] } });
    scene.begin('investigation');
    const run = await scene.run();
    expect(run.stdout).toContain('repaired and read: code fence, trailing comma');
    expect(scene.rows()[0]).toMatchObject({
      status: 'continue',
      phase: 'requirements',
      signal: { status: 'continue', phase: 'requirements' },
      repaired: ['code fence', 'trailing comma'],
    });
    expect(scene.prompt(2)).toContain('was not plain JSON (code fence, trailing comma)');
    expect(scene.rows()[1]).not.toHaveProperty('repaired');
    const history = await scene.command('history', '--json');
    expect(history.stdout).toContain('"repaired":["code fence","trailing comma"]');
  });

  test('the rules hold for it: a move that is not allowed is rejected at once', async () => {
    await using scene = investigating(turn(`${good}\nEOF`));
    expect((await scene.run()).code).toBe(4);
    expect(scene.spawns()).toHaveLength(1);
    expect(scene.rows()[0]).toMatchObject({
      status: 'blocked',
      problem: 'status',
      repaired: ['here-document word'],
    });
  });
});

test('case and blanks of the enumerated fields do not matter, unknown fields are kept', async () => {
  await using scene = investigating(
    turn({ status: ' Continue ', phase: 'REQUIREMENTS', mood: 'good' }),
  );
  await scene.run('--once');
  expect(scene.rows()[0]).toMatchObject({
    status: 'continue',
    phase: 'requirements',
    signal: { status: ' Continue ', phase: 'REQUIREMENTS', mood: 'good' },
  });
});

describe('a signal that is not allowed is rejected: blocked, phase unchanged, the rule named', () => {
  test.each<[string, unknown, string]>([
    ['a move too far', { status: 'continue', phase: 'implementation' }, 'requirements'],
    ['a move back', { status: 'continue', phase: 'init' }, 'requirements'],
    ['done too early', { status: 'done' }, 'continue'],
    ['waiting where nothing is waited for', { status: 'waiting', for: 'plan_approval' }, 'blocked'],
  ])('%s', async (_name, signal, choice) => {
    await using scene = investigating(turn(signal));
    expect((await scene.run()).code).toBe(4);
    const [row] = scene.rows();
    expect(row).toMatchObject({ status: 'blocked', phase: 'investigation', accepted: false });
    expect(row?.['signal']).toEqual(signal);
    expect(String(row?.['reason'])).toContain(choice);
    expect(scene.read('_overview.md')).toContain('Phase: investigation');
  });
});

describe('the phase is samocode’s', () => {
  test('a new session starts in init even if the agent writes another phase into its overview', async () => {
    await using scene = openScene({
      phases: {
        init: [
          turn({ status: 'continue', phase: 'init' }, { overview: 'implementation' }),
          goTo('investigation', { sh: "sed -i 's/^Phase: .*/Phase: quality/' _overview.md" }),
        ],
        investigation: [BLOCKED],
      },
    });
    expect((await scene.run()).code).toBe(4);
    expect(scene.spawns().map((spawn) => spawn.phase)).toEqual(['init', 'init', 'investigation']);
    expect(scene.read('_overview.md')).toContain('Phase: investigation');
    expect(scene.rows().map((row) => row['status'])).toContain('restored');
  });

  test('a first agent that writes a later phase and no signal is still in init', async () => {
    await using scene = openScene({
      phases: { init: [silent({ overview: 'implementation' }), turn({ status: 'blocked' })] },
    });
    expect((await scene.run()).code).toBe(4);
    expect(scene.spawns().map((spawn) => spawn.phase)).toEqual(['init', 'init']);
  });

  test('a first agent that was killed after it wrote a later phase is still in init', async () => {
    await using scene = openScene({
      phases: {
        init: [
          [{ overview: 'implementation' }, { touch: 'busy' }, { stay: true }],
          turn({ status: 'blocked' }),
        ],
      },
    });
    const running = scene.startRun();
    await appears(join(scene.agent, 'busy'));
    running.kill('SIGKILL');
    await running.ended;
    expect((await scene.run()).code).toBe(4);
    expect(scene.spawns().map((spawn) => spawn.phase)).toEqual(['init', 'init']);
    expect(scene.read('_overview.md')).toContain('Phase: init');
  });

  test('init cannot be left without an overview', async () => {
    await using scene = openScene({ phases: { init: [goTo('investigation')] } });
    expect((await scene.run()).code).toBe(4);
    expect(scene.rows()[0]).toMatchObject({ phase: 'init', problem: 'overview' });
  });

  test('an agent’s change while it ran is put back, a person’s between runs is followed', async () => {
    await using scene = investigating(
      goTo('investigation', { sh: "sed -i 's/^Phase: .*/Phase: testing/' _overview.md" }),
      BLOCKED,
    );
    expect((await scene.run('--once')).stdout).toContain('put back');
    expect(scene.read('_overview.md')).toContain('Phase: investigation');
    writeFileSync(join(scene.folder(), '_overview.md'), overviewOf('requirements'));
    scene.script({ phases: { requirements: [BLOCKED] } });
    expect((await scene.run()).code).toBe(4);
    expect(scene.rows().some((row) => row['status'] === 'overridden')).toBe(true);
    expect(scene.spawns().at(-1)?.phase).toBe('requirements');
  });

  test('an edit changes samocode’s own lines and no other byte', async () => {
    await using scene = investigating(goTo('requirements'));
    const path = join(scene.folder(), '_overview.md');
    const odd = Buffer.concat([
      Buffer.from('\uFEFF# Title\r\nPhase: done\r\n\r\n## Status\r\n**Phase:** investigation\r\n'),
      Buffer.from(
        'Iteration: 3\r\nTotal Iterations: 3\r\nBlocked: no\r\nNext: \xff\xfe\r\n',
        'latin1',
      ),
      Buffer.from('\r\n## Notes\r\nPhase: testing\r\nno end of line'),
    ]);
    writeFileSync(path, odd);
    expect((await scene.run('--once')).code).toBe(0);
    const after = readFileSync(path).toString('latin1').split('\r\n');
    const before = odd.toString('latin1').split('\r\n');
    const changed = before.flatMap((line, index) => (line === after[index] ? [] : [after[index]]));
    expect(after).toHaveLength(before.length);
    expect(changed).toEqual(['**Phase:** requirements', 'Iteration: 4', 'Total Iterations: 4']);
  });
});
