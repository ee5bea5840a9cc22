import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openScene, program, type Scene, SESSION } from '../support/program.ts';
import { goTo, type Script, turn, WHOLE, wholeBut } from '../support/program-agent.ts';

/** A command with its words; what follows a comma, a semicolon or a bracket is prose. */
const HINT = /samocode (?:--)?[a-z]+(?: (?:--[\w-]+|"[^"]*"|[\w./~=:-]+))*/g;

interface Case {
  readonly name: string;
  readonly script: Script;
  /** What brings the session there, and what is asked about it; all of it may print hints. */
  readonly asks: readonly (readonly string[])[];
  /** Of these at least. */
  readonly hints: readonly string[];
}

const BLOCKED = turn({ status: 'blocked', reason: 'enough', needs: 'human_action' });
const RUN = ['run', '--task', 'Do the work'];
const DONE = wholeBut({ init: [turn({ status: 'done', summary: 'all done' })] });
const LOOKS = [['status'], ['why']];
const at = (phase: string, ...more: readonly unknown[]) => [goTo(phase as 'done'), ...more];

const CASES: readonly Case[] = [
  {
    name: 'waits for answers',
    script: WHOLE,
    asks: [RUN, ...LOOKS, ['answer'], ['answer', '--none'], ['approve'], ['resume']],
    hints: ['answer', 'answer --accept-suggestions', 'status'],
  },
  {
    name: 'waits for the approval',
    script: wholeBut({ init: at('planning') as never }),
    asks: [['run', '--task', 'x', '--gates', 'manual'], ...LOOKS, ['answer'], ['resume']],
    hints: [],
  },
  {
    name: 'is blocked',
    script: wholeBut({ init: [BLOCKED] }),
    asks: [RUN, ...LOOKS, ['approve'], ['stop'], ['note', 'Look']],
    hints: ['resume'],
  },
  {
    name: 'is paused',
    script: wholeBut({ init: [BLOCKED] }),
    asks: [RUN, ['pause'], ...LOOKS],
    hints: ['resume'],
  },
  {
    name: 'is done',
    script: DONE,
    asks: [RUN, ...LOOKS, ['resume'], ['logs'], ['pause'], ['note', 'Look']],
    hints: [],
  },
  {
    name: 'is parked',
    script: wholeBut({ init: [[{ begin: true }, { limit: 4_000_000_000 }]] }),
    asks: [[...RUN, '--max-wait', '0'], ...LOOKS],
    hints: ['resume'],
  },
];

describe('every hint is a command that works when pasted', () => {
  test.each(CASES)('where the session $name', async ({ script, asks, hints }) => {
    await using scene = openScene(script);
    const shown: string[] = [];
    for (const [name = '', ...args] of asks) {
      const { stdout, stderr } = await scene.command(name, ...args);
      shown.push(stdout, stderr);
    }
    const found = [...new Set(shown.flatMap((text) => text.match(HINT) ?? []))];
    const place = `--config ${scene.config} --session ${SESSION}`;
    for (const hint of hints) {
      const [name, ...flags] = hint.split(' ');
      expect(found.join('\n')).toContain(['samocode', name, place, ...flags].join(' '));
    }
    expect(found.filter((hint) => !hint.includes(place))).toEqual([]);
    for (const hint of found) expectToWork(scene, hint);
  });

  test('where several sessions are there and none is named', async () => {
    await using scene = openScene(WHOLE);
    expect((await scene.run()).code).toBe(3);
    mkdirSync(join(scene.sessions, '26-01-01-other'));
    for (const name of ['status', 'answer', 'approve', 'resume', 'pause', 'why', 'schedule']) {
      const { code, stderr } = await scene.exec([name, '--config', scene.config]);
      expect(code).toBe(2);
      expect(stderr).toContain(`the sessions are other, ${SESSION}; for example: `);
      expect(stderr).toContain(`${name} --config ${scene.config} --session ${SESSION}`);
    }
  });
});

/** In a copy of the project, which is thrown away. */
function expectToWork(scene: Scene, hint: string): void {
  const kept = `${scene.root}.kept`;
  const bin = join(scene.root, 'bin');
  cpSync(scene.root, kept, { recursive: true, verbatimSymlinks: true });
  try {
    mkdirSync(bin);
    symlinkSync(program(), join(bin, 'samocode'));
    const env = { ...scene.env, PATH: `${bin}:${scene.env['PATH'] ?? ''}` };
    const { status, stderr } = spawnSync('/bin/sh', ['-c', hint], {
      env,
      cwd: scene.root,
      encoding: 'utf8',
      input: '',
    });
    // Without a flag it asks a person at a terminal.
    if (/ answer .*--session \w+$/.test(hint) && stderr.includes('stdin is not a terminal')) return;
    // The note is the act: the dots of the example are none.
    if (/ reject .*--note "…"$/.test(hint) && stderr.includes('only the example')) return;
    expect({ hint, status, stderr }).toMatchObject({
      hint,
      status: expect.toBeOneOf([0, 3, 4, 75]) as number,
    });
  } finally {
    rmSync(scene.root, { recursive: true, force: true });
    cpSync(kept, scene.root, { recursive: true, verbatimSymlinks: true });
    rmSync(kept, { recursive: true, force: true });
  }
}

test('a command in the words of an agent stays as it wrote it', async () => {
  const said = 'the page names samocode status and samocode resume';
  await using scene = openScene(
    wholeBut({ init: [turn({ status: 'blocked', reason: said, needs: 'human_action' })] }),
  );
  const place = `--config ${scene.config} --session ${SESSION}`;
  const shown = [
    (await scene.command('run', '--task', 'x')).stdout,
    (await scene.command('status')).stdout,
    (await scene.command('why')).stdout,
    (await scene.command('stop')).stdout,
  ];
  for (const text of shown) {
    expect(text).toContain(said);
    expect(text).toContain(`samocode resume ${place} --note "…"`);
    expect(text.match(/samocode (?:status|resume) --/g)).not.toContain('samocode status --');
  }
});

describe('one session needs no name', () => {
  test('to act on it', async () => {
    await using scene = openScene(WHOLE);
    expect((await scene.run()).code).toBe(3);
    const act = (...args: readonly string[]) => scene.exec([...args, '--config', scene.config]);
    expect(await act('answer', '--accept-suggestions')).toMatchObject({ code: 0 });
    expect((await act('why')).stdout).not.toContain('samocode answer');
    expect((await act('pause')).stdout).toContain(
      `→ samocode resume --config ${scene.config} --session ${SESSION}`,
    );
    expect(await act('resume')).toMatchObject({ code: 0 });
    expect((await act('note', 'Look')).stdout).toContain('the note is kept for the next agent');
  });

  test('but a run does, and it names it', async () => {
    await using scene = openScene(WHOLE);
    expect((await scene.run()).code).toBe(3);
    const { code, stderr } = await scene.exec(['--config', scene.config, '--once']);
    expect(code).toBe(2);
    expect(stderr).toContain(`--config ${scene.config} --once --session ${SESSION}`);
  });
});

test('the first argument names the session as --session does', async () => {
  await using scene = openScene(WHOLE);
  const config = ['--config', scene.config];
  expect((await scene.exec(['run', SESSION, ...config, '--task', 'Do it'])).code).toBe(3);
  mkdirSync(join(scene.sessions, '26-01-01-other'));
  for (const name of ['status', 'why', 'history', 'report', 'logs', 'doctor', 'pause', 'resume'])
    expect((await scene.exec([name, SESSION, ...config])).stderr).not.toContain('no session named');
  expect((await scene.exec(['answer', SESSION, ...config, '--set', '1=b'])).code).toBe(0);
  const twice = await scene.exec(['status', SESSION, ...config, '--session', 'other']);
  expect(twice).toMatchObject({ code: 2, stdout: '' });
  expect(twice.stderr).toContain(`two sessions are named: ${SESSION} and --session other`);
  const bare = await scene.exec([SESSION]);
  expect(bare.stderr).toContain(`if it is a session: samocode run --session ${SESSION}`);
});
