import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type OnTerminal, startOnTerminal } from '../support/on-terminal.ts';
import { appears, openScene, type Scene, SESSION, until } from '../support/program.ts';
import { goTo, type Turn, turn } from '../support/program-agent.ts';
import type { TerminalScreen } from '../support/terminal-screen.ts';

const [COLOUR, NO_COLOUR] = ['\u001B[1m', '\u001B[0m'];
/** Begins the line, whatever the second. */
const WORKING = /^implementation 4 · 0:\d\d/;

const BUSY: Turn = [
  { begin: true },
  { tool: 'npm test -- --reporter=dot --coverage' },
  { touch: 'busy' },
  { wait: 'go' },
  ...goTo('implementation').slice(1),
];

/** The scene's session on a terminal of so many columns; the fake agent works until `go`. */
function onTerminal(
  scene: Scene,
  columns: number,
  { env, flags = [] }: { readonly env?: Record<string, string>; readonly flags?: string[] } = {},
): OnTerminal {
  const args = ['--config', scene.config, '--session', SESSION, ...flags];
  return startOnTerminal(scene, args, { columns, ...(env === undefined ? {} : { env }) });
}

function implementing(): Scene {
  const blocked = turn({ status: 'blocked', reason: 'enough' });
  const scene = openScene({ phases: { implementation: [BUSY, blocked] } });
  scene.begin('implementation');
  return scene;
}

function goOn(scene: Scene): void {
  writeFileSync(join(scene.agent, 'go'), '');
}

/** Log lines, whole, in their order, and nothing else. */
function expectOnlyLog(screen: TerminalScreen): void {
  const lines = screen.lines().filter((line) => line !== '');
  const log = lines.map((line) => line.replace(/^\d\d:\d\d:\d\d /, ''));
  expect(lines.filter((line) => !/^\d\d:\d\d:\d\d /.test(line))).toEqual([]);
  expect(log[0]).toMatch(/^it: implementation, with claude \(.*\/it\), with the login or settings/);
  expect(log[2]).toMatch(/^iteration 4, implementation → _logs\/.*-004-implementation\.jsonl$/);
  expect(log.at(-1)).toMatch(
    /^blocked \(needs .*\): enough → .* samocode resume --config \S+ --session it --note "…"$/,
  );
}

describe('the status line of a run', () => {
  test.each([80, 40])(
    'stands below the log, fits into %i columns, and leaves nothing behind',
    async (columns) => {
      await using scene = implementing();
      await using terminal = onTerminal(scene, columns);
      await terminal.shows(/Bash: npm/);
      const lines = terminal.screen.lines();
      expect(lines.at(-1)).toBe(terminal.screen.row());
      expect(terminal.screen.row()).toMatch(WORKING);
      expect(terminal.screen.row().length).toBeLessThan(columns);
      expect(terminal.screen.row().includes('/30:00')).toBe(columns === 80);
      expect(lines.at(-2)).toMatch(/^\d\d:\d\d:\d\d iteration 4, .*\.jsonl$/);
      goOn(scene);
      expect(await terminal.code).toBe(4);
      expectOnlyLog(terminal.screen);
    },
  );

  test.each(['reflows', 'cuts'] as const)(
    'follows a terminal that becomes narrower and wider and %s what it shows',
    async (how) => {
      await using scene = implementing();
      await using terminal = onTerminal(scene, 100);
      await terminal.shows(/Bash: npm/);
      const before = terminal.screen.lines().slice(0, -1);
      terminal.screen.resize(40, how);
      terminal.tell('resize 40');
      await until(() => terminal.screen.row().endsWith('…'), 'a shorter line');
      expect(terminal.screen.row()).toMatch(WORKING);
      if (how === 'reflows') expect(terminal.screen.lines().slice(0, -1)).toEqual(before);
      expect(terminal.screen.lines()).toHaveLength(before.length + 1);
      terminal.screen.resize(100, how);
      terminal.tell('resize 100');
      await until(() => terminal.screen.row().includes('--coverage'), 'a longer line');
      expect(terminal.screen.lines()).toHaveLength(before.length + 1);
      goOn(scene);
      expect(await terminal.code).toBe(4);
      if (how === 'reflows') expectOnlyLog(terminal.screen);
    },
  );

  test('goes on by the second while nothing happens', async () => {
    await using scene = implementing();
    await using terminal = onTerminal(scene, 80);
    for (const second of [1, 3, 5]) {
      await terminal.shows(new RegExp(`^implementation 4 · 0:0[${second}-9]/`));
    }
    goOn(scene);
    expect(await terminal.code).toBe(4);
  });

  test('is gone after Ctrl-C, and what the agent cost stands in it before', async () => {
    await using scene = openScene({
      phases: { implementation: [goTo('implementation'), [...BUSY.slice(0, 3), { stay: true }]] },
    });
    scene.begin('implementation');
    await using terminal = onTerminal(scene, 80);
    await terminal.shows(/· \$0\.01/);
    await appears(join(scene.agent, 'busy'));
    terminal.tell('interrupt');
    expect(await terminal.code).toBe(130);
    expect(terminal.screen.lines().at(-1)).toMatch(/^\d\d:\d\d:\d\d ended by SIGINT/);
    expect(terminal.screen.lines().filter((line) => line.includes('· 0:'))).toEqual([]);
  });

  test('counts down to the next attempt', async () => {
    await using scene = openScene({
      phases: { implementation: [[{ begin: true }, { bad: { text: 'no', status: 529 } }]] },
    });
    scene.begin('implementation');
    const env = { SAMOCODE_RETRY_DELAY: '600' };
    await using terminal = onTerminal(scene, 80, { env });
    await terminal.shows(
      /^implementation 4 · next attempt in \d+:\d\d · the API is overloaded: no$/,
    );
    terminal.tell('interrupt');
    expect(await terminal.code).toBe(130);
  });

  test('says at a gate what is awaited, and goes on', async () => {
    await using scene = openScene({
      phases: {
        planning: [turn({ status: 'waiting', for: 'plan_approval', summary: 'planned' })],
        implementation: [turn({ status: 'blocked', reason: 'enough' })],
      },
    });
    scene.begin('planning', { '01-02-03:04-plan-it.md': '# Plan\n' });
    await using terminal = onTerminal(scene, 200, { flags: ['--wait'] });
    const command = (name: string) =>
      `samocode ${name} --config ${scene.config} --session ${SESSION}`;
    await terminal.shows(
      new RegExp(`^planning 4 · 0:\\d\\d · waits for your approval: ${command('approve')}`),
    );
    expect((await scene.command('approve')).code).toBe(0);
    await terminal.shows(
      new RegExp(`^implementation 5 · 0:\\d\\d · blocked: fix it, then ${command('resume')}`),
    );
    terminal.tell('interrupt');
    expect(await terminal.code).toBe(4);
    expect(terminal.screen.lines().at(-1)).toMatch(/^\d\d:\d\d:\d\d blocked/);
  });

  test('has colours where they are wanted, and moves no cursor', async () => {
    await using scene = implementing();
    await using terminal = onTerminal(scene, 80);
    await terminal.shows(WORKING);
    expect(terminal.screen.sequences()).toEqual(expect.arrayContaining([COLOUR, NO_COLOUR]));
    goOn(scene);
    await terminal.code;
  });

  test('is there without colours under NO_COLOR', async () => {
    await using scene = implementing();
    await using terminal = onTerminal(scene, 80, { env: { NO_COLOR: '1' } });
    await terminal.shows(WORKING);
    goOn(scene);
    expect(await terminal.code).toBe(4);
    expect(terminal.screen.sequences().filter((sequence) => sequence.endsWith('m'))).toEqual([]);
    expectOnlyLog(terminal.screen);
  });

  test.each([
    { env: { TERM: 'dumb' } },
    { env: { CI: 'true', NO_COLOR: '1' } },
    { flags: ['-q'], env: { NO_COLOR: '1' } },
    { flags: ['--json'] },
  ])('is not there with %o', async (options) => {
    await using scene = implementing();
    await using terminal = onTerminal(scene, 80, options);
    await appears(join(scene.agent, 'busy'));
    goOn(scene);
    expect(await terminal.code).toBe(4);
    expect(terminal.screen.sequences()).toEqual([]);
  });
});
