import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkLines, checkPrinted } from '../support/printed.ts';
import { openScene, type Scene } from '../support/program.ts';
import { goTo, turn } from '../support/program-agent.ts';

/** Each command with its flags, in an order in which all of them have something to print. */
const COMMANDS = [
  ['why'],
  ['history'],
  ['logs', '--all'],
  ['report'],
  ['report', '--all'],
  ['list'],
  ['list', '--all'],
  ['cost', '--by', 'phase'],
  ['checkpoints'],
  ['clean', '--dry-run', '--worktrees'],
  ['restore', '--number', '1'],
  ['restore', '--number', '1', '--here'],
  ['schedule'],
  ['doctor'],
  ['status'],
];
/** Some twenty starts of the program, one after the other. */
const TIMEOUT_MS = 180_000;
/** These are about all sessions. */
const GENERAL = ['list', 'cost', 'clean'];

/** A session that asks, works on the answer, and is done; each event goes into a file. */
function working(): Scene {
  const asks = turn(
    { status: 'waiting', for: 'qa_answers' },
    { write: ['_qa.md', '## Q1: Which login?\n\na) Password\nb) Token\n\n**Suggestion:** a\n'] },
  );
  const scene = openScene({
    phases: {
      requirements: [asks, goTo('planning')],
      planning: [goTo('implementation')],
      implementation: [
        goTo(
          'testing',
          { work: ['code.txt', 'one\n'] },
          { commit: 'Do it' },
          { work: ['left', '1'] },
        ),
      ],
      testing: [goTo('quality')],
      quality: [goTo('done')],
      done: [turn({ status: 'done', summary: 'all done' })],
    },
  });
  writeFileSync(scene.config, `${readFileSync(scene.config, 'utf8')}VERIFY=test -e code.txt\n`);
  scene.env['SAMOCODE_ON_EVENT'] = `cat >> '${eventsOf(scene)}'`;
  scene.begin('requirements');
  return scene;
}

const eventsOf = (scene: Scene): string => join(scene.root, 'events.jsonl');

/** Runs a command with `--json`; its output was checked when it ended. */
async function printed(scene: Scene, [name = '', ...flags]: readonly string[]): Promise<string> {
  const place = GENERAL.includes(name) || flags.includes('--all') ? [] : ['--session', 'it'];
  const config = name === 'cost' ? [] : ['--config', scene.config];
  const args = [name, ...config, ...(name === 'logs' ? ['--session', 'it'] : place), ...flags];
  const { stdout, stderr, code } = await scene.exec([...args, '--json']);
  expect(stdout, `${name}: ${stderr}`).toMatch(/^\{.*\}\n$/s);
  expect(code).toBe(name === 'doctor' && stdout.includes('"bad"') ? 2 : 0);
  return stdout;
}

test(
  'each command prints JSON as its schema describes it, during a session and after it',
  { timeout: TIMEOUT_MS },
  async () => {
    await using scene = working();
    expect((await scene.run('--json')).code).toBe(3);
    for (const command of [['status'], ['report'], ['list'], ['why']])
      await printed(scene, command);
    await scene.exec(['queue', 'add', 'more', '--config', scene.config], { input: '' });
    expect((await scene.run('--json', '--gates', 'auto')).stdout).toContain('"handOver":{"branch"');
    for (const command of COMMANDS) await printed(scene, command);
    checkLines('event', readFileSync(eventsOf(scene), 'utf8'));
    checkLines('receipt', `${JSON.stringify(JSON.parse(scene.read('_receipt.json')))}\n`);
  },
);

test('an output that a schema does not describe fails the test that asked for it', () => {
  const line = {
    v: 1,
    session: 'it',
    path: '/s',
    state: 'idle',
    why: 'no run',
    commands: [],
    elsewhere: null,
  };
  const check = (of: object) => () => {
    checkPrinted(['why', '--json'], `${JSON.stringify(of)}\n`);
  };
  expect(check(line)).not.toThrow();
  expect(check({ ...line, more: 1 })).toThrow('more');
  expect(check({ ...line, state: 'asleep' })).toThrow('state');
});
